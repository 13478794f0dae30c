#include "app/config.h"

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "app/options.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;
using base::Status;

Error invalid(std::string message) { return {ErrorKind::kInvalidArgument, std::move(message), ""}; }

Status with_place(std::string_view place, const Status& status) {
  if (status) return {};
  return invalid(fmt::format("{}: {}", place, status.error().message));
}

// $<variable>/<rest>, or ~/<home_folder>/<rest>; empty without a home.
std::string in_home(const Environment& environment, const std::string& variable,
                    std::string_view home_folder, std::string_view rest) {
  if (const auto dir = environment(variable); dir && fs::path(*dir).is_absolute()) {
    return fs::path(*dir) / rest;
  }
  const auto home = environment("HOME");
  if (!home || home->empty()) return {};
  return fs::path(*home) / home_folder / rest;
}

base::Result<OptionValue> value_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return OptionValue(text->get());
  if (const auto* flag = node.as_boolean()) return OptionValue(flag->get());
  if (const auto* whole = node.as_integer()) return OptionValue(whole->get());
  if (const auto* real = node.as_floating_point()) return OptionValue(real->get());
  const auto* array = node.as_array();
  if (array == nullptr) return invalid("a table or date cannot stand here.");
  std::vector<std::string> items;
  for (const auto& item : *array) {
    const auto* text = item.as_string();
    if (text == nullptr) return invalid("a list may hold texts only.");
    items.push_back(text->get());
  }
  return OptionValue(std::move(items));
}

Status apply_table(const toml::table& table, const std::string& file, Config& config) {
  for (const auto& [key, node] : table) {
    const auto place = fmt::format("{}:{}: {}", file, node.source().begin.line, key.str());
    const auto* option = find_option(key.str());
    if (option == nullptr) {
      return invalid(place + ": there is no such setting. `dragoman config --markdown` lists all.");
    }
    const auto value = value_of(node);
    if (!value) return with_place(place, value.error());
    if (auto status = with_place(place, set_from_value(*option, *value, config)); !status) {
      return status;
    }
  }
  return {};
}

Status apply_file(const std::string& file, Config& config) {
  if (std::error_code error; !fs::is_regular_file(file, error)) {
    return Error{ErrorKind::kNotFound, fmt::format("There is no configuration file {}.", file), ""};
  }
  try {
    return apply_table(toml::parse_file(file), file, config);
  } catch (const toml::parse_error& fault) {
    return invalid(fmt::format("{}:{}: {}", file, fault.source().begin.line, fault.description()));
  }
}

Status apply_environment(const Environment& environment, Config& config) {
  for (const auto& option : options()) {
    const auto name = env_name(option);
    const auto text = environment(name);
    if (!text) continue;
    if (auto status = with_place(name, set_from_text(option, *text, config)); !status)
      return status;
  }
  return {};
}

Status apply_flags(const std::vector<std::pair<std::string, std::string>>& flags, Config& config) {
  std::set<std::string_view> lists_begun;
  for (const auto& [name, text] : flags) {
    const auto* option = find_option(name);
    if (option == nullptr) return invalid(fmt::format("There is no option {}.", name));
    std::vector<std::string> before;
    const auto* field = std::get_if<std::vector<std::string> Config::*>(&option->field);
    if (field != nullptr && !lists_begun.insert(option->name).second) before = config.**field;
    if (auto status = with_place(flag_name(*option), set_from_text(*option, text, config));
        !status) {
      return status;
    }
    if (field != nullptr) {
      (config.**field).insert((config.**field).begin(), before.begin(), before.end());
    }
  }
  return {};
}

// The file to read, empty for none.
std::string chosen_file(const ConfigSources& sources) {
  if (sources.file) return *sources.file;
  if (const auto named = sources.environment("DRAGOMAN_CONFIG"); named && !named->empty()) {
    return *named;
  }
  auto usual = default_config_file(sources.environment);
  std::error_code error;
  return fs::exists(usual, error) ? usual : "";
}

}  // namespace

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string default_config_file(const Environment& environment) {
  return in_home(environment, "XDG_CONFIG_HOME", ".config", "dragoman/config.toml");
}

base::Result<Config> load_config(const ConfigSources& sources) {
  Config config;
  if (const auto file = chosen_file(sources); !file.empty()) {
    if (auto status = apply_file(file, config); !status) return status.error();
  }
  if (auto status = apply_environment(sources.environment, config); !status) return status.error();
  if (auto status = apply_flags(sources.flags, config); !status) return status.error();
  if (config.models_dir.empty()) {
    config.models_dir =
        in_home(sources.environment, "XDG_DATA_HOME", ".local/share", "dragoman/models");
  }
  if (config.state_dir.empty()) {
    config.state_dir = in_home(sources.environment, "XDG_STATE_HOME", ".local/state", "dragoman");
  }
  if (config.models_dir.empty()) {
    return invalid("There is no home folder to look for models in: set DRAGOMAN_MODELS_DIR.");
  }
  return config;
}

}  // namespace dragoman::app

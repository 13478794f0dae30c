#include "app/command_tree.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "app/options.h"
#include "core/language.h"
#include "models/catalogue.h"

namespace dragoman::app {

namespace {

using Kind = CommandValue::Kind;

std::vector<std::string> language_codes() {
  std::vector<std::string> codes;
  for (const auto& language : core::languages()) codes.emplace_back(language.code);
  return codes;
}

std::vector<std::string> model_ids() {
  std::vector<std::string> ids;
  const auto catalogue = models::built_in_catalogue();
  if (!catalogue) return ids;
  for (const auto& model : catalogue->models) ids.push_back(model.facts.id);
  return ids;
}

// CLI11 shows what IsMember allows as "{a,b}" behind the type's name, and what Range does as
// "FLOAT in [a - b]".
std::vector<std::string> braced(const std::string& type) {
  const auto begin = type.find('{');
  const auto end = type.find('}', begin == std::string::npos ? 0 : begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

std::vector<std::string> choices_of(const CLI::Option& option, const std::string& name) {
  if (name.starts_with("LANG")) return language_codes();
  if (name == "ID") return model_ids();
  if (const auto choices = braced(option.get_type_name()); !choices.empty()) return choices;
  for (const auto& setting : options()) {
    if (!option.check_lname(flag_name(setting).substr(2))) continue;
    return {setting.choices.begin(), setting.choices.end()};
  }
  return {};
}

CommandValue value_of(const CLI::Option& option) {
  CommandValue value;
  if (option.get_items_expected_max() == 0) return value;
  const auto type = option.get_type_name();
  value.name = option.get_option_text();
  if (value.name.empty()) value.name = type.substr(0, type.find_first_of(":{"));
  if (value.name.empty() || option.get_positional()) value.name = option.get_name(true);
  value.choices = choices_of(option, value.name);
  value.is_list = value.name.ends_with(",...");
  const auto names = [&](std::string_view what) {
    return value.name.find(what) != std::string::npos || option.check_lname(std::string(what));
  };
  if (!value.choices.empty()) {
    value.kind = Kind::kChoice;
  } else if (names("FILE") || names("INPUT")) {
    value.kind = Kind::kFile;
  } else if (names("DIR") || option.get_name().ends_with("-dir")) {
    value.kind = Kind::kFolder;
  } else {
    value.kind = option.get_name().ends_with("-file") ? Kind::kFile : Kind::kText;
  }
  return value;
}

CommandOption read_option(const CLI::Option& option) {
  CommandOption out;
  for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
  if (option.get_positional()) out.names = {option.get_name(true)};
  out.help = option.get_description();
  out.group = option.get_group();
  out.value = value_of(option);
  out.is_required = option.get_required();
  out.is_repeated = option.get_expected_max() > 1;
  return out;
}

}  // namespace

CommandNode read_command_tree(const CLI::App& app) {
  CommandNode node;
  node.name = app.get_name();
  node.help = app.get_description();
  for (const auto* option : app.get_options()) {
    if (option->get_group().empty()) continue;  // hidden
    auto& into = option->get_positional() ? node.words : node.options;
    into.push_back(read_option(*option));
  }
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    node.commands.push_back(read_command_tree(*command));
  }
  return node;
}

}  // namespace dragoman::app

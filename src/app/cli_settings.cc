#include <algorithm>
#include <variant>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli_parsed.h"
#include "app/options.h"
#include "core/language.h"

namespace dragoman::app {

std::string check_language(const std::string& text) {
  if (core::parse_language(text)) return {};
  std::vector<std::string_view> codes;
  for (const auto& language : core::languages()) codes.push_back(language.code);
  return fmt::format("'{}' is not a language that we know. Languages: {}.", text,
                     fmt::join(codes, " "));
}

void add_settings(CLI::App& command, Parsed& parsed, std::initializer_list<OptionGroup> groups) {
  command.add_option("--config", parsed.config_file, "The configuration file")
      ->type_name("FILE")
      ->group("Settings");
  for (const auto& option : options()) {
    if (option.secret || std::ranges::find(groups, option.group) == groups.end()) continue;
    auto& [name, texts] = parsed.settings.emplace_back(option.name, std::vector<std::string>());
    const bool is_flag = std::holds_alternative<bool Config::*>(option.field);
    const auto help = fmt::format("{} ({}; default: {})", option.help, describe_type(option),
                                  describe_default(option));
    auto* added = is_flag ? command.add_flag(flag_name(option), texts, std::string(option.help))
                          : command.add_option(flag_name(option), texts, help);
    added->group("Settings");
    if (!is_flag) added->expected(1, -1)->allow_extra_args(false)->option_text("VALUE");
  }
}

}  // namespace dragoman::app

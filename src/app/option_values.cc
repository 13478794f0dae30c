#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/options.h"

namespace dragoman::app {

namespace {

using base::Error;
using base::ErrorKind;
using base::Status;

template <class T>
T Config::*as(const Option& option) {
  const auto* field = std::get_if<T Config::*>(&option.field);
  return field == nullptr ? nullptr : *field;
}

Status wrong(const Option& option, std::string_view given) {
  return Error{ErrorKind::kInvalidArgument,
               fmt::format("expected {}, not '{}'.", describe_type(option), given), ""};
}

bool in_range(const Option& option, double value) {
  return value >= option.min && value <= option.max;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (const auto item = trimmed(text.substr(0, comma)); !item.empty()) items.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

template <class Number>
bool parse_whole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// "512M": the factor of the last letter, which it takes away.
std::uint64_t take_factor(std::string_view& text) {
  if (text.empty()) return 1;
  constexpr std::string_view kLetters = "KMG";
  const auto letter = kLetters.find(text.back());
  if (letter == std::string_view::npos) return 1;
  text.remove_suffix(1);
  return 1ULL << (10 * (letter + 1));
}

Status set_whole(const Option& option, std::string_view text, std::uint64_t& out) {
  std::string_view digits = text;
  const std::uint64_t factor = option.unit == "bytes" ? take_factor(digits) : 1;
  std::uint64_t number = 0;
  if (!parse_whole(digits, number)) return wrong(option, text);
  if (!in_range(option, static_cast<double>(number) * static_cast<double>(factor))) {
    return wrong(option, text);
  }
  out = number * factor;
  return {};
}

Status set_real(const Option& option, std::string_view text, double& out) {
  double number = 0;
  if (!parse_whole(text, number) || !in_range(option, number)) return wrong(option, text);
  out = number;
  return {};
}

Status set_text(const Option& option, std::string_view text, std::string& out) {
  if (!option.choices.empty() && std::ranges::find(option.choices, text) == option.choices.end()) {
    return wrong(option, text);
  }
  out = text;
  return {};
}

// "512M" where that is exact.
std::string bytes_text(std::uint64_t bytes) {
  std::string_view letter;
  for (const std::string_view next : {"K", "M", "G"}) {
    if (bytes == 0 || bytes % 1024 != 0) break;
    bytes /= 1024;
    letter = next;
  }
  return fmt::format("{}{}", bytes, letter);
}

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

Status set_from_text(const Option& option, std::string_view text, Config& config) {
  if (auto field = as<std::string>(option)) return set_text(option, text, config.*field);
  if (auto field = as<std::uint64_t>(option)) return set_whole(option, text, config.*field);
  if (auto field = as<double>(option)) return set_real(option, text, config.*field);
  if (auto field = as<std::vector<std::string>>(option)) {
    config.*field = split_list(text);
    return {};
  }
  const auto field = as<bool>(option);
  if (text != "true" && text != "false") return wrong(option, text);
  config.*field = text == "true";
  return {};
}

Status set_from_value(const Option& option, const OptionValue& value, Config& config) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    const auto field = as<std::vector<std::string>>(option);
    if (field == nullptr) return wrong(option, "[...]");
    config.*field = *list;
    return {};
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    if (as<bool>(option) == nullptr) return wrong(option, *flag ? "true" : "false");
    config.*as<bool>(option) = *flag;
    return {};
  }
  const bool takes_text = as<std::string>(option) != nullptr || option.unit == "bytes";
  if (const auto* text = std::get_if<std::string>(&value)) {
    return takes_text ? set_from_text(option, *text, config) : wrong(option, *text);
  }
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto number =
      whole != nullptr ? fmt::format("{}", *whole) : fmt::format("{}", std::get<double>(value));
  const bool takes_numbers = as<std::uint64_t>(option) != nullptr || as<double>(option) != nullptr;
  return takes_numbers ? set_from_text(option, number, config) : wrong(option, number);
}

const Option* find_option(std::string_view name) {
  const auto it = std::ranges::find(options(), name, &Option::name);
  return it == options().end() ? nullptr : &*it;
}

std::string env_name(const Option& option) {
  std::string out = "DRAGOMAN_";
  for (const char c : option.name)
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

std::string flag_name(const Option& option) {
  std::string out = "--" + std::string(option.name);
  std::ranges::replace(out, '_', '-');
  return out;
}

std::string describe_type(const Option& option) {
  if (!option.choices.empty()) return fmt::format("one of {}", fmt::join(option.choices, ", "));
  if (as<bool>(option) != nullptr) return "true or false";
  if (as<std::string>(option) != nullptr) return "text";
  if (as<std::vector<std::string>>(option) != nullptr) return "list of texts";
  std::string type = as<double>(option) != nullptr ? "number" : "whole number";
  if (option.unit == "bytes") {
    return fmt::format("{} of bytes from {} to {}", type,
                       bytes_text(static_cast<std::uint64_t>(option.min)),
                       bytes_text(static_cast<std::uint64_t>(option.max)));
  }
  if (!option.unit.empty()) type += fmt::format(" of {}", option.unit);
  return type + fmt::format(" from {:.0f} to {:.0f}", option.min, option.max);
}

std::string toml_value(const Option& option, const Config& config) {
  if (auto field = as<std::string>(option)) return toml_string(config.*field);
  if (auto field = as<std::uint64_t>(option)) {
    return option.unit == "bytes" ? toml_string(bytes_text(config.*field))
                                  : fmt::format("{}", config.*field);
  }
  if (auto field = as<double>(option)) return fmt::format("{}", config.*field);
  if (auto field = as<bool>(option)) return config.*field ? "true" : "false";
  std::vector<std::string> quoted;
  for (const auto& item : config.*as<std::vector<std::string>>(option)) {
    quoted.push_back(toml_string(item));
  }
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

std::string describe_default(const Option& option) {
  return option.default_note.empty() ? toml_value(option, Config())
                                     : std::string(option.default_note);
}

}  // namespace dragoman::app

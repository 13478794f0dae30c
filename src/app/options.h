#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/config.h"
#include "base/result.h"

namespace dragoman::app {

/// What an option belongs to; decides which commands take it as a flag.
enum class OptionGroup : std::uint8_t {
  kStore,
  kHubs,
  kEngines,
  kMedia,
  kServer,
  kQueue,
  kGateway,
  kReports
};

/// Where an option's value lives; the member's type is the option's type, its initial value the
/// default.
using OptionField = std::variant<std::string Config::*, bool Config::*, std::uint64_t Config::*,
                                 double Config::*, std::vector<std::string> Config::*>;

/// One row of the table. The name "max_bytes" is the key in the file; the environment says
/// DRAGOMAN_MAX_BYTES, the command line
/// --max-bytes.
struct Option {
  std::string_view name;
  OptionField field;
  OptionGroup group;
  std::string_view help;
  double min = 0;  ///< Numbers only, as max.
  double max = 0;
  std::string_view unit = {};  ///< "bytes" (K, M and G may follow) or "seconds"; empty for a count.
  std::span<const std::string_view> choices = {};  ///< Texts only; empty: any.
  std::string_view default_note = {};              ///< For a default that is worked out at start.
  bool secret = false;  ///< No flag (others could read it in the process list), and never printed.
};

[[nodiscard]] std::span<const Option> options();
/// Null for an unknown name.
[[nodiscard]] const Option* find_option(std::string_view name);

[[nodiscard]] std::string env_name(const Option& option);
[[nodiscard]] std::string flag_name(const Option& option);  ///< "--max-bytes"
/// "text", "whole number", "list of texts" and so on, with unit and range.
[[nodiscard]] std::string describe_type(const Option& option);
/// The default as the reference and --help show it.
[[nodiscard]] std::string describe_default(const Option& option);
/// The value in `config` as TOML, secrets included.
[[nodiscard]] std::string toml_value(const Option& option, const Config& config);

/// Reads one value from text, as environment and flags give it: lists separated by commas, "true"
/// or "false". Errors: kInvalidArgument, saying what it may be (the caller adds where it came
/// from).
[[nodiscard]] base::Status set_from_text(const Option& option, std::string_view text,
                                         Config& config);
/// The same from a typed value, as the file gives it. An integer also serves as a double.
using OptionValue = std::variant<std::string, bool, std::int64_t, double, std::vector<std::string>>;
[[nodiscard]] base::Status set_from_value(const Option& option, const OptionValue& value,
                                          Config& config);

}  // namespace dragoman::app

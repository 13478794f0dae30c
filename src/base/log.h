#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace dragoman::base {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kOff };

/// "debug", "info", "warning", "error", "off", as the configuration writes them. Nothing for
/// anything else.
[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view name);

/// Lines below this level are dropped; kInfo until set. Safe from any thread.
void set_log_level(LogLevel level);
/// To spare the work of a field that is dear to make.
[[nodiscard]] bool log_enabled(LogLevel level);

/// One `key=value` of a line; takes whatever fmt can write.
struct LogField {
  template <class T>
  LogField(std::string_view name, const T& what) : key(name), value(fmt::format("{}", what)) {}
  std::string_view key;
  std::string value;
};

/// Writes one line, in one piece, to standard error:
///     level=info time=2001-02-03T04:05:06.789Z message="Listening" address=127.0.0.1 port=8080
/// Values that hold anything but plain characters are quoted and escaped, so no input can forge a
/// line. Never give it keys, nor what users send or receive (texts, URLs with their queries, file
/// names). Safe from any thread.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

/// Takes finished lines (with their line break) instead of standard error, one call at a time; an
/// empty function undoes it.
void set_log_sink(std::function<void(std::string_view line)> sink);

}  // namespace dragoman::base

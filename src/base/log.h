#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

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

enum class LogFormat { kText, kJson };

/// "text" or "json". Nothing for anything else.
[[nodiscard]] std::optional<LogFormat> parse_log_format(std::string_view name);

/// How lines are written; kText until set. Safe from any thread.
void set_log_format(LogFormat format);

/// One `key=value` of a line; takes whatever fmt can write.
struct LogField {
  template <class T>
  LogField(std::string_view name, const T& what)
      : key(name),
        value(fmt::format("{}", what)),
        bare(std::is_integral_v<T> && !std::is_same_v<T, char>) {}
  std::string_view key;
  std::string value;
  bool bare;  ///< A whole number, true or false: JSON writes it without quotes.
};

/// Whose work a thread is doing. The ids are ours or checked by us, never a client's own words.
struct LogContext {
  std::string request_id;  ///< Several are separated by commas. Empty: of no request.
  std::string trace_id;    ///< W3C Trace Context; empty where the client sent none.

  /// Adds another's, for work that is done for both at once.
  void join(const LogContext& other);
};

/// That of the calling thread, to be handed to a thread that works for it.
[[nodiscard]] LogContext log_context();

/// While it lives, each line of this thread carries the context's ids; then those from before.
class LogScope {
 public:
  explicit LogScope(LogContext context);
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;
  ~LogScope();

 private:
  LogContext before_;
};

/// Writes one line, in one piece, to standard error, as text
///     level=info time=2001-02-03T04:05:06.789Z message="Listening" address=127.0.0.1 port=8080
/// or as one JSON object with the same members in that order. Values that hold anything but plain
/// characters are quoted and escaped, so no input can forge a line. Never give it keys, nor what
/// users send or receive (texts, URLs with their queries, file names). Safe from any thread.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

/// Takes finished lines (with their line break) instead of standard error, one call at a time; an
/// empty function undoes it.
void set_log_sink(std::function<void(std::string_view line)> sink);

}  // namespace dragoman::base

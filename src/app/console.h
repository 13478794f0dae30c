#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/config.h"
#include "base/cancel.h"
#include "base/result.h"
#include "output/writer.h"

namespace dragoman::app {

/// How a command ends: what the process returns.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;          ///< The command line or the configuration is wrong.
inline constexpr int kExitInterrupted = 130;  ///< As shells report a program that SIGINT ended.

/// How a word stands out where colours are wanted.
enum class Paint : std::uint8_t { kGood, kBad, kFaint, kStrong };

/// With the terminal's escapes around it, or as it is.
[[nodiscard]] std::string painted(Paint paint, std::string_view text, bool colours);

/// Whether this environment takes colours on its terminals: not with NO_COLOR set to anything
/// (no-color.org), nor with TERM=dumb.
[[nodiscard]] bool wants_colours(const Environment& environment);

/// Bytes to an open descriptor, which stays the caller's.
class FdSink final : public output::ByteSink {
 public:
  explicit FdSink(int fd) : fd_(fd) {}
  base::Status append(std::string_view bytes) override;
  base::Status overwrite_start(std::string_view bytes) override;

 private:
  int fd_;
};

/// Waits for a line from an open descriptor. Nothing at its end, or on cancel.
[[nodiscard]] std::optional<std::string> read_line_from(int fd, const base::CancelToken& cancel);

/// A command's standard streams. The sinks must outlive it.
struct Console {
  output::ByteSink& out;
  output::ByteSink& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  /// Where somebody can answer: the next line of what they type, nothing at the end of it or on
  /// cancel.
  std::function<std::optional<std::string>(const base::CancelToken&)> read_line = nullptr;
  bool out_colours = false;
  bool err_colours = false;

  /// One line on `err`. Where nobody reads it, nothing can be done about it.
  void say(std::string_view line);
  /// "dragoman: <message>" on `err`; the detail goes to the log. Returns the exit status that fits.
  int fail(const base::Error& error);
};

}  // namespace dragoman::app

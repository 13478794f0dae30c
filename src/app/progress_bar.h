#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "app/console.h"
#include "core/event.h"

namespace dragoman::app {

/// How far a job has come, on one line of a terminal that is drawn anew. One thread at a time.
class ProgressBar {
 public:
  /// Draws on console.err, if that is a terminal; the console must outlive it.
  explicit ProgressBar(Console& console) : console_(console), on_(console.err_is_terminal) {}

  void draw(const core::Progress& progress);
  void draw(std::string line);
  /// Takes the line away, for good: something else is to stand there.
  void close();

 private:
  Console& console_;
  bool on_;
  std::string drawn_;
  std::optional<std::chrono::steady_clock::time_point> begun_;
};

/// " 43 %  [========            ]  1:23 of 3:12", or "1:23" where the length is not known.
[[nodiscard]] std::string describe(const core::Progress& progress);

/// " 43 %  [========            ]"
[[nodiscard]] std::string share_bar(double share);

/// "1:23", "1:02:03"
[[nodiscard]] std::string clock_text(core::Seconds time);

/// How long the rest takes at the pace so far, as ", 1:23 left"; empty while it is too early to
/// say (the first two seconds or the first hundredth), and at the end.
[[nodiscard]] std::string time_left(core::Seconds elapsed, double share);

}  // namespace dragoman::app

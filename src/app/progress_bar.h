#pragma once

#include <string>

#include "app/console.h"
#include "core/event.h"

namespace dragoman::app {

/// " 43 %  [========            ]  1:23 of 3:12", or "1:23" where the length is not known.
[[nodiscard]] std::string describe(const core::Progress& progress);

/// How far a job has come, on one line of a terminal that is drawn anew. One thread at a time.
class ProgressBar {
 public:
  /// Draws on console.err, if that is a terminal; the console must outlive it.
  explicit ProgressBar(Console& console) : console_(console), on_(console.err_is_terminal) {}

  void draw(const core::Progress& progress) { draw(describe(progress)); }
  void draw(std::string line);
  /// Takes the line away, for good: something else is to stand there.
  void close();

 private:
  Console& console_;
  bool on_;
  std::string drawn_;
};

}  // namespace dragoman::app

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/time.h"

namespace dragoman::output {

/// What stands on the screen at once.
struct Cue {
  core::TimeSpan
      span;  ///< In whole milliseconds; never empty, never before the cue before it ends.
  std::vector<std::string> lines;  ///< One or two, none empty.
};

inline constexpr int kSubtitleColumns =
    42;  ///< Of one line; a wide character (East Asian) takes two.
inline constexpr int kSubtitleLines = 2;

/// The columns that `text` (UTF-8) takes on a screen of fixed width. Damaged bytes take one each.
[[nodiscard]] int display_columns(std::string_view text);

/// Breaks `text` into lines of at most `columns`, as even as they can be: at spaces, between wide
/// characters (never before closing or after opening punctuation), and inside a word only where it
/// is longer than a line.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, int columns);

/// Cuts segments into cues. A segment that needs more than two lines becomes several cues, which
/// share its time in proportion to their columns. One thread at a time.
class CueMaker {
 public:
  /// The cues of the next segment; none where it has no text. Segments come in the order of their
  /// times; where two overlap, the later one waits.
  [[nodiscard]] std::vector<Cue> next(const core::Segment& segment);

 private:
  core::Seconds last_end_{0};
};

/// "00:01:02,345" (SubRip) or, with '.', as WebVTT writes it.
[[nodiscard]] std::string timestamp(core::Seconds time, char decimal_mark);

}  // namespace dragoman::output

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/event.h"
#include "core/language.h"
#include "core/line_breaks.h"
#include "core/time.h"
#include "output/cue_lines.h"
#include "output/writer.h"

namespace dragoman::output {

/// What stands on the screen at once.
struct Cue {
  core::TimeSpan
      span;  ///< In whole milliseconds; never empty, never before the cue before it ends.
  std::vector<std::string>
      lines;  ///< At least one, none empty. With kBoth the translation's first.
};

/// Cuts segments into cues by subtitle_style.h. A segment that needs more than two lines becomes
/// several cues; each begins when what it says was said (where the recogniser timed the words), and
/// stays as long as is needed to read it and as what follows allows. A segment without the text
/// that is wanted has no cue. One thread at a time.
class CueMaker {
 public:
  /// `target`: nothing for a transcript, whose segments are all passed through.
  CueMaker(std::optional<core::Language> target, SubtitleText text,
           core::FindLineBreaks find_breaks = {})
      : target_(target), text_(text), find_breaks_(std::move(find_breaks)) {}

  /// Takes the next segment and gives the cues that it settles: the end of a cue is known once the
  /// next begins. Segments come in the order of their times; where two overlap, the later one
  /// waits.
  [[nodiscard]] std::vector<Cue> next(const core::Segment& segment);
  /// The cues that are left. Once, at the end.
  [[nodiscard]] std::vector<Cue> finish();

 private:
  struct Pending {
    Cue cue;
    core::Seconds said_until{0};
    core::Seconds needed{0};  // to be read
  };

  [[nodiscard]] std::vector<CueLines> lay_out(const core::Segment& segment) const;
  [[nodiscard]] std::vector<std::string> lines_of(CueLines lines,
                                                  const core::Segment& segment) const;
  void settle(std::optional<core::Seconds> next_start, std::vector<Cue>& settled);

  const std::optional<core::Language> target_;
  const SubtitleText text_;
  const core::FindLineBreaks find_breaks_;
  std::optional<Pending> pending_;
  core::Seconds last_end_{0};
};

/// "00:01:02,345" (SubRip) or, with '.', as WebVTT writes it.
[[nodiscard]] std::string timestamp(core::Seconds time, char decimal_mark);

}  // namespace dragoman::output

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "output/line_break.h"

namespace dragoman::output {

/// What one cue shows, and which part of the text that is.
struct CueLines {
  std::vector<std::string> lines;   ///< Of the text: one or two (below).
  std::vector<std::string> beside;  ///< Of the text beside it: none to two.
  double begin = 0;                 ///< How much of the text's characters went before: 0 to 1.
  double end = 0;
  int characters = 0;  ///< To be read, spaces counted: of the text that has more.
};

/// Cuts a text, said in `duration`, into cues of at most two lines each, where its sense allows,
/// none shown too short or too long a time; by dynamic programming over all breaks, as Knuth and
/// Plass break paragraphs. With a text beside it (the same in another language) each cue shows of
/// that about the same share, cut where its own sense allows; only of that may a line be a third
/// one, where it is much the longer of the two. None for an empty text.
[[nodiscard]] std::vector<CueLines> lay_out_cues(const BreakableText& text,
                                                 const std::optional<BreakableText>& beside,
                                                 core::Seconds duration);

}  // namespace dragoman::output

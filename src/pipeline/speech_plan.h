#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace dragoman::pipeline {

/// Cuts the sentences of one listener into what a synthesiser is asked for at a time. The first
/// piece is the first clause, so that sound comes early; each later one is at most about as long as
/// twice what came before, so that it is ready before that has been heard, until whole sentences
/// are. Cuts are made behind clause marks only, where people pause. Not thread-safe.
class SpeechPlan {
 public:
  /// The pieces of the next sentence, at least one. Nothing of it but white space is lost.
  [[nodiscard]] std::vector<std::string> pieces(std::string_view sentence);

 private:
  std::size_t planned_chars_ = 0;
};

/// How long people are silent after words that end like this, in seconds: by the last mark.
[[nodiscard]] double natural_pause_s(std::string_view spoken);

/// The silence between two sentences of a recording: as long as there, up to a bound, but no
/// shorter than is natural.
[[nodiscard]] double sentence_pause_s(std::string_view before, const core::TimeSpan& said_before,
                                      const core::TimeSpan& said_after);

}  // namespace dragoman::pipeline

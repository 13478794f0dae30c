#pragma once

#include <optional>
#include <vector>

#include "core/time.h"
#include "pipeline/kept_names.h"
#include "pipeline/scene_text.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

/// Puts right what one job's recogniser heard, by the names on the screen (docs/scene.md has the
/// rule and its evidence). A name counts only where something that sounds like it was heard while
/// it could be seen: what is very like it is written as on the screen; what is somewhat like it is
/// heard once more, with the names for the recogniser to read, and believed where that writes one
/// of them. What is said later waits until what was shown meanwhile has been read; the first words
/// wait for nothing and are not heard again, unless the job is patient. One thread.
class SceneHearing {
 public:
  explicit SceneHearing(JobContext& context)
      : context_(context), names_(context.terms, context.later_terms) {}

  /// The transcript as it is to go on. `again`: the request that gave it, to be asked once more.
  /// `begun`: whether words are on their way to the client already.
  [[nodiscard]] engines::Transcript improved(core::TimeSpan span, engines::Transcript transcript,
                                             std::optional<engines::AsrRequest> again, bool begun);

  /// The job's glossary, and with it the names that were put right.
  [[nodiscard]] const KeptNames& names() const { return names_; }

 private:
  void hear_again(engines::Transcript& transcript, const std::vector<FoundName>& names,
                  engines::AsrRequest request);

  JobContext& context_;
  KeptNames names_;
};

}  // namespace dragoman::pipeline

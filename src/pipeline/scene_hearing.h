#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/job.h"
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
  explicit SceneHearing(JobContext& context) : context_(context) {}

  /// The transcript as it is to go on. `again`: the request that gave it, to be asked once more.
  /// `begun`: whether words are on their way to the client already.
  [[nodiscard]] engines::Transcript improved(core::TimeSpan span, engines::Transcript transcript,
                                             std::optional<engines::AsrRequest> again, bool begun);

  /// The job's glossary, and with it the names that were put right, to be kept as they are wherever
  /// they are said: where source and target are written in Latin letters. Null: none.
  [[nodiscard]] std::shared_ptr<const std::vector<core::Term>> terms(core::Language source);
  /// For steps after the first.
  [[nodiscard]] std::shared_ptr<const std::vector<core::Term>> later_terms(core::Language source);

 private:
  void hear_again(engines::Transcript& transcript, const std::vector<FoundName>& names,
                  engines::AsrRequest request);
  void keep(const std::string& word);
  void renew();

  JobContext& context_;
  std::vector<std::string> kept_;
  std::shared_ptr<const std::vector<core::Term>> with_names_;
  std::shared_ptr<const std::vector<core::Term>> later_with_names_;
};

}  // namespace dragoman::pipeline

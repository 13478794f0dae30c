#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/dub.h"
#include "core/event.h"
#include "pipeline/engines.h"
#include "pipeline/limits.h"

namespace dragoman::pipeline {

/// The stages of a dub, in their order.
enum class DubStage { kHear, kSpeak, kMix };

/// What whoever asked for a dub is told of it. Called on the caller's and on the job's threads, one
/// call at a time.
struct DubHooks {
  /// The project has grown: its lines are known, or what came of them. An error ends the dub.
  std::function<base::Status(const core::DubProject&)> save;
  /// How much of a stage is done, from 0 to 1.
  std::function<void(DubStage stage, double part)> progress;
  /// The new file has grown. An error ends the dub.
  std::function<base::Status()> grew;
  /// What hearing the film says, as it says it, core::Progress aside; null: nobody listens.
  core::EventSink* listener = nullptr;
};

/// Dubs project.film.path into the file `into`, a kind of file that the name project.output.path
/// tells. Where the project says that all was heard, its lines are taken as they are; else the film
/// is recognised and translated first. `usual_voice` speaks where the settings name nobody. Fills
/// the project's lines and outcomes; gives what the new file cannot hold of the film, in plain
/// words.
///
/// All that takes long is asked of `engines`: with engines that keep their answers
/// (engines/kept_answers.h), a dub that was broken off does nothing twice, and comes to the same
/// result. Memory does not grow with the film, but for its lines. Errors: those of translate() and
/// media::remux(), kVoiceUnsupported, kMediaEmpty where nobody speaks in the film.
[[nodiscard]] base::Result<std::vector<std::string>> dub(
    core::DubProject& project, const std::string& into, const std::string& usual_voice,
    Engines& engines, const Limits& limits, const DubHooks& hooks, const base::CancelToken& cancel);

}  // namespace dragoman::pipeline

#pragma once

#include <memory>
#include <vector>

#include "engines/mt.h"

namespace dragoman::engines {

/// Replicas of an engine that reads no notes by itself, made to heed them: of its own translation
/// and its alternatives the one that fits the scene is given (scene_choice.h). The note is put into
/// the target language by the engine itself, so it counts where the source or the target is
/// English; elsewhere, and without a note, answers are the engine's own. What a note's choosing
/// fails at, cancel apart, leaves the engine's answer as it is.
[[nodiscard]] std::vector<std::unique_ptr<Translator>> choose_by_notes(
    std::vector<std::unique_ptr<Translator>> replicas);

}  // namespace dragoman::engines

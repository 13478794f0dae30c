#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/scene_describer.h"

namespace dragoman::engines::llama {

/// `replicas` describers over one vision-language model, one thread each: its language model (the
/// first GGUF file) and its projector (the GGUF file whose name begins with "mmproj", of a kind
/// that vision_head.h lists). They share the language model's weights; each has the projector's for
/// itself. How the model is asked follows from its chat template: Qwen's and other ChatML, Gemma
/// 3's and 4's, SmolVLM's.
///
/// Pictures are made as large as the model wants them by libmtmd itself, and stand in their order
/// before the question (scene_note.h). Answers are greedy. One that cannot be a note is asked for
/// once more, with nothing of what is said, and with what was answered less likely to come again.
///
/// Cancel takes effect between two pictures (or two parts of one, where the model looks at parts),
/// 256 tokens of the prompt, and each token of the answer.
///
/// Errors: kModelMissing (a file of the two), kModelInvalid, kInternal; detail names the file.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<SceneDescriber>>> open_vision_describers(
    const core::ModelFiles& model, unsigned replicas);

/// An answer's tokens at most: two sentences and a little air.
inline constexpr std::size_t kNoteTokens = 96;

}  // namespace dragoman::engines::llama

#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/asr.h"

namespace dragoman::engines::llama {

/// `replicas` recognisers over one audio language model, one thread each: its language model (the
/// first GGUF file) and its audio encoder (the GGUF file whose name begins with "mmproj"). They
/// share the language model's weights; each has the encoder's for itself. Languages are those of
/// the catalogue; how the model is asked follows from the files (audio_prompt.h).
///
/// Utterances of a batch are taken one after another, greedily. Terms, and the previous text where
/// the language is named, go into the prompt. An answer that cannot be a transcript
/// (answer_guards.h), or names a language that is not known, is asked for once more: without
/// context, with what was said less likely to be said again, and in the language that is likely.
/// Where the second is none either, the text is empty and the log says so. Silence is not asked
/// about.
///
/// A model whose projector sees as well (Qwen-Omni, Gemma 4) is shown the request's pictures before
/// the sound: sees() says so.
///
/// No word times, no English of its own: `words` stays empty, and so does to_english(). The
/// language's probability is that of the words with which the model names it, 0 where it names
/// none.
///
/// Cancel takes effect between the encoder's passes (8 seconds of sound for Qwen3-ASR, 30 for the
/// others), 256 tokens of the prompt, and each token of the answer.
///
/// Errors: kModelMissing (a file of the two), kModelInvalid, kInternal; detail names the file.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Recogniser>>> open_audio_recognisers(
    const core::ModelFiles& model, unsigned replicas);

/// Prompt and answer of one utterance, at most.
inline constexpr std::size_t kUtteranceTokens = 1536;
/// An answer's tokens, for each second of sound and beside.
inline constexpr double kAnswerTokensPerSecond = 16;
inline constexpr std::size_t kAnswerTokensBeside = 32;

}  // namespace dragoman::engines::llama

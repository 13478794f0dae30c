#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/result.h"
#include "core/model_files.h"
#include "engines/llama/generator.h"
#include "engines/llama/language_model.h"
#include "engines/mt.h"

namespace dragoman::engines::llama {

/// `replicas` translators over one translation LLM (its first GGUF file), one thread each, sharing
/// weights. Directions are those of the catalogue; how the model is asked follows from the file
/// (chat_frame.h).
///
/// Sentences of a batch are answered side by side, greedily; what their prompts begin with alike is
/// computed once and kept. Terms go into the prompt and, except a base model's, earlier sentences
/// and notes. An answer that cannot be a translation (answer_guards.h), or lacks a term, is asked
/// for once more, without context and with what was said less likely to be said again; a term that
/// is still missing is put where the answer kept the source's. Where the second answer is no
/// translation either, the sentence's is empty and the log says so: nothing is better than what was
/// made up.
///
/// A long sentence is translated in stretches (prompted_batch.h), cut after a clause or
/// before a word. Cancel takes effect at the next step; the longest is kStepTokens of prompts.
///
/// Errors: kModelMissing, kModelInvalid, kInternal; detail names the file.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Translator>>> open_llama_translators(
    const core::ModelFiles& model, unsigned replicas);

/// One such translator over parts that are open already. Errors: kModelInvalid (a chat template
/// that is none of chat_frame.h).
[[nodiscard]] base::Result<std::unique_ptr<Translator>> make_llama_translator(
    std::vector<Direction> directions, std::shared_ptr<const LanguageModel> model,
    std::unique_ptr<Generator> generator);

}  // namespace dragoman::engines::llama

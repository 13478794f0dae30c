#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.h"
#include "engines/mt.h"

namespace dragoman::engines {

/// How a model wants to be asked. Pure functions of this file; safe from any thread.
enum class PromptFamily {
  kHunyuanMt,       ///< Hunyuan-MT, HY-MT 1.5, Hy-MT2: the wordings of their model cards.
  kTranslateGemma,  ///< The user turn that TranslateGemma's own template writes.
  kChat,            ///< Any other instructed model (Qwen, Gemma): a plain instruction.
  kFewShot,         ///< A base model, with no chat template: examples to go on from.
};

/// One sentence to translate, with what is to be kept to and known.
struct PromptInput {
  Direction direction;
  std::string_view sentence;
  std::vector<core::Term> terms;  ///< Those whose source stands in the sentence.
  std::span<const std::string> previous;
  std::string_view notes;
  bool insist = false;  ///< A first answer was refused: no context, and the terms said again.
};

/// The user's words for the chat families; for kFewShot the whole text up to where the translation
/// begins. What varies least stands first, so that sentences of a direction share a prefix.
[[nodiscard]] std::string write_prompt(PromptFamily family, const PromptInput& input);

/// Whether earlier sentences and notes go into the prompt. A base model, whose page is all
/// examples, is shown none: what they make of its translations was not measured.
[[nodiscard]] inline bool reads_context(PromptFamily family) {
  return family != PromptFamily::kFewShot;
}

/// Whether an answer ends with its line.
[[nodiscard]] inline bool ends_at_line(PromptFamily family) {
  return family == PromptFamily::kFewShot;
}

}  // namespace dragoman::engines

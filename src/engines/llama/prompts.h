#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.h"
#include "engines/llama/gguf_header.h"
#include "engines/mt.h"

namespace dragoman::engines::llama {

/// How a model wants to be asked. Pure functions of this file; safe from any thread.
enum class PromptFamily {
  kHunyuanMt,       ///< Hunyuan-MT, HY-MT 1.5, Hy-MT2: the wordings of their model cards.
  kTranslateGemma,  ///< The user turn that TranslateGemma's own template writes.
  kChat,            ///< Any other instructed model (Qwen, Gemma): a plain instruction.
  kFewShot,         ///< A base model, with no chat template: examples to go on from.
};

/// What stands before and after the user's words in a chat; parsed for control tokens, which the
/// user's words never are.
struct ChatFrame {
  std::string head;
  std::string tail;
};

/// From the file's own words: its architecture, name and chat template.
[[nodiscard]] PromptFamily family_of(const GgufHeader& header);

/// The frame that a chat template describes, among those of Hunyuan (both), Gemma and ChatML (Qwen;
/// where it can think, it is told that it has). Nothing for any other.
[[nodiscard]] std::optional<ChatFrame> chat_frame(std::string_view chat_template);

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

}  // namespace dragoman::engines::llama

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engines/llama/gguf_header.h"
#include "engines/translation_prompt.h"

namespace dragoman::engines::llama {

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

}  // namespace dragoman::engines::llama

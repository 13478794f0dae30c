#pragma once

#include <optional>
#include <string_view>

#include "engines/llama/chat_frame.h"

namespace dragoman::engines::llama {

/// What stands before and after the user's turn of a model that sees: as chat_frame() has it, and
/// those of SmolVLM and Gemma 4, which its translation does not know. Nothing for any other.
[[nodiscard]] std::optional<ChatFrame> vision_frame(std::string_view chat_template);

}  // namespace dragoman::engines::llama

#include "engines/llama/chat_frame.h"

namespace dragoman::engines::llama {

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

PromptFamily family_of(const GgufHeader& header) {
  if (header.chat_template.empty()) return PromptFamily::kFewShot;
  if (header.architecture.starts_with("hunyuan")) return PromptFamily::kHunyuanMt;
  if (contains(header.chat_template, "source_lang_code")) return PromptFamily::kTranslateGemma;
  return PromptFamily::kChat;
}

std::optional<ChatFrame> chat_frame(std::string_view chat_template) {
  if (contains(chat_template, "<｜hy_User｜>"))
    return ChatFrame{"<｜hy_User｜>", "<｜hy_Assistant｜>"};
  if (contains(chat_template, "<|extra_0|>")) return ChatFrame{"<|startoftext|>", "<|extra_0|>"};
  if (contains(chat_template, "<start_of_turn>")) {
    return ChatFrame{"<start_of_turn>user\n", "<end_of_turn>\n<start_of_turn>model\n"};
  }
  if (contains(chat_template, "<|im_start|>")) {
    ChatFrame frame{"<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"};
    if (contains(chat_template, "enable_thinking")) frame.tail += "<think>\n\n</think>\n\n";
    return frame;
  }
  return std::nullopt;
}

}  // namespace dragoman::engines::llama

#include "engines/llama/vision_prompt.h"

namespace dragoman::engines::llama {

std::optional<ChatFrame> vision_frame(std::string_view chat_template) {
  const auto contains = [&](std::string_view part) {
    return chat_template.find(part) != std::string_view::npos;
  };
  if (contains("<end_of_utterance>")) {
    return ChatFrame{"<|im_start|>User:", "<end_of_utterance>\nAssistant:"};
  }
  if (contains("<|turn>")) return ChatFrame{"<|turn>user\n", "<turn|>\n<|turn>model\n"};
  return chat_frame(chat_template);
}

}  // namespace dragoman::engines::llama

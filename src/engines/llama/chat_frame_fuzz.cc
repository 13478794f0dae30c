// Any text as a chat template, and as a sentence to translate: the sentence stands in the prompt as
// it is, and adds nothing of its own to the frame.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engines/llama/chat_frame.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman;  // the subject of this file
  using namespace dragoman::engines;
  using namespace dragoman::engines::llama;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  GgufHeader header;
  header.chat_template = text;
  header.name = text.substr(0, size / 2);
  const auto family = family_of(header);
  if (const auto frame = chat_frame(text)) {
    if (frame->head.empty()) std::abort();
  }
  PromptInput input;
  input.direction = {core::Language::kEnglish, core::Language::kGerman};
  input.sentence = text;
  input.terms = {{std::string(text.substr(0, size / 3)), std::string(text.substr(size / 3))}};
  const std::string previous[] = {std::string(text)};
  input.previous = previous;
  input.notes = text;
  for (const auto each : {family, PromptFamily::kHunyuanMt, PromptFamily::kTranslateGemma,
                          PromptFamily::kChat, PromptFamily::kFewShot}) {
    input.insist = !input.insist;
    if (write_prompt(each, input).find(text) == std::string::npos) std::abort();
  }
  return 0;
}

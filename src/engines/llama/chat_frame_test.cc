#include "engines/llama/chat_frame.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>

namespace dragoman::engines::llama {
namespace {

using ::testing::EndsWith;

TEST(Family, FollowsFromWhatTheFileSays) {
  const auto family = [](std::string architecture, std::string chat) {
    GgufHeader header;
    header.architecture = std::move(architecture);
    header.chat_template = std::move(chat);
    return family_of(header);
  };
  EXPECT_EQ(family("gemma3", ""), PromptFamily::kFewShot);
  EXPECT_EQ(family("qwen3", "<|im_start|>"), PromptFamily::kChat);
  EXPECT_EQ(family("gemma3", "<start_of_turn> source_lang_code"), PromptFamily::kTranslateGemma);
  EXPECT_EQ(family("gemma3", "<start_of_turn>"), PromptFamily::kChat);
  EXPECT_EQ(family("hunyuan-dense", "<｜hy_User｜>"), PromptFamily::kHunyuanMt);
}

TEST(Frame, IsThatOfTheTemplate) {
  EXPECT_EQ(chat_frame("{{ '<|im_start|>' }}")->tail, "<|im_end|>\n<|im_start|>assistant\n");
  EXPECT_THAT(chat_frame("<|im_start|> enable_thinking")->tail,
              EndsWith("<think>\n\n</think>\n\n"));
  EXPECT_EQ(chat_frame("<start_of_turn>")->head, "<start_of_turn>user\n");
  EXPECT_EQ(chat_frame("<｜hy_User｜>")->tail, "<｜hy_Assistant｜>");
  EXPECT_EQ(chat_frame("<|extra_0|>")->head, "<|startoftext|>");
  EXPECT_FALSE(chat_frame("[INST]").has_value());
}

}  // namespace
}  // namespace dragoman::engines::llama

#include "engines/llama/audio_prompt.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace dragoman::engines::llama {
namespace {

using core::Language;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

AudioPrompter prompter(const std::string& projector, const std::string& chat_template = "") {
  GgufHeader ears;
  ears.audio_projector = projector;
  GgufHeader model;
  model.chat_template = chat_template;
  auto made = AudioPrompter::make(ears, model);
  EXPECT_TRUE(made.ok());
  return *std::move(made);
}

TEST(QwenAsr, IsAskedAsItsOwnCodeAsks) {
  const std::vector<std::string> terms{"Ada", "Lovelace"};
  const auto prompt =
      prompter("qwen3a").write({Language::kFrench, terms, "La machine analytique."});
  EXPECT_EQ(prompt.head, "<|im_start|>system\n");
  EXPECT_EQ(prompt.context, "Ada, Lovelace\nLa machine analytique.");
  EXPECT_EQ(prompt.before, "<|im_end|>\n<|im_start|>user\n");
  EXPECT_EQ(prompt.after, "<|im_end|>\n<|im_start|>assistant\nlanguage French<asr_text>");
  EXPECT_THAT(prompter("qwen3a").write({}).after, EndsWith("<|im_start|>assistant\n"));
}

TEST(QwenAsr, SaysWhichLanguageItHeard) {
  const auto qwen = prompter("qwen3a");
  const auto heard = qwen.read("language Cantonese<asr_text>你好。", std::nullopt);
  EXPECT_EQ(heard.language, Language::kCantonese);
  EXPECT_EQ(heard.text, "你好。");
  EXPECT_EQ(qwen.read("language Chinese,English<asr_text> OK ", std::nullopt).language,
            Language::kChinese);
  const auto none = qwen.read("language None<asr_text>", std::nullopt);
  EXPECT_THAT(none.text, IsEmpty());
  EXPECT_FALSE(none.other_language);
  const auto dutch = qwen.read("language Dutch<asr_text>Hallo.", std::nullopt);
  EXPECT_TRUE(dutch.other_language);
  EXPECT_FALSE(dutch.language.has_value());
}

TEST(QwenAsr, IsTakenAtItsWordWhereTheLanguageWasNamed) {
  const auto heard = prompter("qwen3a").read(" Bonjour. ", Language::kFrench);
  EXPECT_EQ(heard.language, Language::kFrench);
  EXPECT_EQ(heard.text, "Bonjour.");
  EXPECT_FALSE(prompter("qwen3a").read("Bonjour.", std::nullopt).language.has_value());
}

TEST(Chat, IsAskedInTheFrameOfItsTemplate) {
  const auto prompt =
      prompter("ultravox", "<|start_header_id|>").write({Language::kGerman, {}, ""});
  EXPECT_EQ(prompt.head, "<|start_header_id|>user<|end_header_id|>\n\n");
  EXPECT_THAT(prompt.after, HasSubstr("which is in German"));
  EXPECT_THAT(prompt.after, EndsWith("assistant<|end_header_id|>\n\n"));
  EXPECT_EQ(prompter("voxtral", "[INST]").write({}).head, "[INST]");
  EXPECT_THAT(prompter("qwen2a", "<|im_start|>").write({}).after, HasSubstr("English name"));
}

TEST(Chat, NamesTheLanguageBeforeAColon) {
  const auto chat = prompter("qwen2a", "<|im_start|>");
  const auto heard = chat.read("Italian: Ore 12: si mangia.", std::nullopt);
  EXPECT_EQ(heard.language, Language::kItalian);
  EXPECT_EQ(heard.text, "Ore 12: si mangia.");
  EXPECT_EQ(chat.read("Ore 12: si mangia.", Language::kItalian).text, "Ore 12: si mangia.");
  EXPECT_THAT(chat.read("None:", std::nullopt).text, IsEmpty());
}

TEST(Chat, OfATemplateThatNobodyKnowsIsRefused) {
  GgufHeader ears;
  ears.audio_projector = "ultravox";
  EXPECT_EQ(AudioPrompter::make(ears, {}).error().kind, base::ErrorKind::kModelInvalid);
}

TEST(Context, IsKeptShortAtWholeCharacters) {
  std::string previous;
  for (int i = 0; i < 1000; ++i) previous += "é";
  const std::vector<std::string> terms(1000, "term");
  const auto context = prompter("qwen3a").write({Language::kFrench, terms, previous}).context;
  EXPECT_LE(context.size(), kMaxContextBytes);
  EXPECT_THAT(context, EndsWith("é"));
  EXPECT_THAT(context, Not(HasSubstr("\n\xA9")));
}

}  // namespace
}  // namespace dragoman::engines::llama

#include "engines/translation_prompt.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace dragoman::engines {
namespace {

using core::Language;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

PromptInput input(Language source, Language target, std::string_view sentence) {
  PromptInput out;
  out.direction = {source, target};
  out.sentence = sentence;
  return out;
}

const auto kEnglishFrench = input(Language::kEnglish, Language::kFrench, "Good morning.");
const auto kEnglishChinese = input(Language::kEnglish, Language::kChinese, "Good morning.");

TEST(Hunyuan, IsAskedAsItsCardSays) {
  EXPECT_EQ(write_prompt(PromptFamily::kHunyuanMt, kEnglishFrench),
            "Translate the following segment into French, without additional explanation.\n\n"
            "Good morning.");
  EXPECT_EQ(write_prompt(PromptFamily::kHunyuanMt, kEnglishChinese),
            "将以下文本翻译为中文，注意只需要输出翻译后的结果，不要额外解释：\n\nGood morning.");
  auto asked = kEnglishFrench;
  asked.terms = {{"morning", "matinée"}};
  EXPECT_EQ(write_prompt(PromptFamily::kHunyuanMt, asked),
            "参考下面的翻译：\nmorning 翻译成 matinée\n\n"
            "将以下文本翻译为法语，注意只需要输出翻译后的结果，不要额外解释：\n\nGood morning.");
  const std::vector<std::string> previous{"He came in."};
  asked.previous = previous;
  EXPECT_THAT(write_prompt(PromptFamily::kHunyuanMt, asked),
              EndsWith("He came in.\n参考上面的信息，把下面的文本翻译成法语，"
                       "注意不需要翻译上文，也不要额外解释：\nGood morning."));
}

TEST(TranslateGemma, IsAskedAsItsTemplateAsks) {
  EXPECT_EQ(write_prompt(PromptFamily::kTranslateGemma, kEnglishFrench),
            "You are a professional English (en) to French (fr) translator. Your goal is to "
            "accurately convey the meaning and nuances of the original English text while adhering "
            "to French grammar, vocabulary, and cultural sensitivities.\n"
            "Produce only the French translation, without any additional explanations or "
            "commentary. Please translate the following English text into French:\n\n\n"
            "Good morning.");
}

TEST(Chat, CarriesTermsSentencesBeforeAndNotes) {
  auto asked = kEnglishFrench;
  asked.terms = {{"morning", "matinée"}};
  asked.notes = "A hotel lobby.";
  const std::vector<std::string> previous{"He came in.", "She looked up."};
  asked.previous = previous;
  for (const auto family : {PromptFamily::kChat, PromptFamily::kTranslateGemma}) {
    const auto prompt = write_prompt(family, asked);
    EXPECT_THAT(prompt, HasSubstr("A hotel lobby.\nHe came in.\nShe looked up.\n"));
    EXPECT_THAT(prompt, HasSubstr("morning = matinée\n"));
    EXPECT_THAT(prompt, EndsWith("Good morning."));
  }
  asked.insist = true;
  const auto again = write_prompt(PromptFamily::kChat, asked);
  EXPECT_THAT(again, Not(HasSubstr("A hotel lobby.")));
  EXPECT_THAT(again, HasSubstr("must be translated exactly so:\nmorning = matinée\n"));
}

TEST(FewShot, ShowsExamplesAndEndsWhereTheTranslationBegins) {
  auto asked = kEnglishFrench;
  const auto plain = write_prompt(PromptFamily::kFewShot, asked);
  EXPECT_THAT(plain, StartsWith("Translation of sentences from English into French.\n\n"
                                "English: The train to the city"));
  EXPECT_THAT(plain, HasSubstr("\nFrench: Le train pour la ville"));
  EXPECT_THAT(plain, EndsWith("\n\nEnglish: Good morning.\nFrench:"));
  asked.terms = {{"morning", "matinée"}};
  asked.notes = "A hotel lobby.";
  const auto prompt = write_prompt(PromptFamily::kFewShot, asked);
  EXPECT_THAT(prompt, HasSubstr("English: morning\nFrench: matinée\n\nEnglish: Good morning."));
  EXPECT_THAT(prompt, Not(HasSubstr("A hotel lobby.")));
  EXPECT_FALSE(reads_context(PromptFamily::kFewShot));
  EXPECT_TRUE(reads_context(PromptFamily::kChat));
}

TEST(FewShot, HasExamplesForEveryDirection) {
  for (const auto& source : core::languages()) {
    for (const auto& target : core::languages()) {
      const auto prompt =
          write_prompt(PromptFamily::kFewShot, input(source.language, target.language, "x"));
      EXPECT_THAT(prompt, Not(HasSubstr(": \n")));
      EXPECT_THAT(prompt,
                  EndsWith(std::string(source.name) + ": x\n" + std::string(target.name) + ":"));
    }
  }
}

TEST(Prompts, SentencesOfADirectionShareTheirBeginning) {
  for (const auto family : {PromptFamily::kHunyuanMt, PromptFamily::kTranslateGemma,
                            PromptFamily::kChat, PromptFamily::kFewShot}) {
    auto other = kEnglishFrench;
    other.sentence = "Where is the station?";
    const auto a = write_prompt(family, kEnglishFrench);
    const auto b = write_prompt(family, other);
    const auto common = std::ranges::mismatch(a, b).in1 - a.begin();
    EXPECT_GT(common, 60) << a;
  }
}

}  // namespace
}  // namespace dragoman::engines

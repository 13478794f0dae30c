#include "engines/answer_guards.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engines/stretches.h"

namespace dragoman::engines {
namespace {

using core::Language;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Direction kFrench{Language::kEnglish, Language::kFrench};
constexpr Direction kChinese{Language::kEnglish, Language::kChinese};
const std::string kSource = "The new library opens in the town on Monday morning.";

std::optional<Fault> fault(std::string_view answer, Direction direction = kFrench,
                           const std::string& source = kSource) {
  return find_fault(source, answer, direction);
}

TEST(Guards, LetTranslationsThrough) {
  EXPECT_EQ(fault("La nouvelle bibliothèque ouvre dans la ville lundi matin."), std::nullopt);
  EXPECT_EQ(fault("新图书馆将于周一上午在镇上开放。", kChinese), std::nullopt);
  EXPECT_EQ(fault("新しい図書館は月曜日の朝に町で開館します。",
                  {Language::kEnglish, Language::kJapanese}),
            std::nullopt);
  EXPECT_EQ(fault("Paris.", kFrench, "Paris."), std::nullopt);
  EXPECT_EQ(fault("iPhone 15 Pro Max", kChinese, "The iPhone 15 Pro Max"), std::nullopt);
  EXPECT_EQ(fault("1 000 000 000 000", kFrench, "1,000,000,000,000"), std::nullopt);
  EXPECT_EQ(fault("Ha ha ha ha ha ha !", kFrench, "Ho, ho, ho, ho, ho, ho!"), std::nullopt);
  EXPECT_EQ(fault("...", kFrench, "..."), std::nullopt);
}

TEST(Guards, CatchNothing) {
  EXPECT_EQ(fault(""), Fault::kEmpty);
  EXPECT_EQ(fault("... —"), Fault::kEmpty);
}

TEST(Guards, CatchTheSourceAgain) {
  EXPECT_EQ(fault(kSource), Fault::kEcho);
  EXPECT_EQ(fault("the new library opens, in the town, on monday morning"), Fault::kEcho);
  EXPECT_EQ(fault("\"The library opens in the town on Monday morning.\""), Fault::kEcho);
}

TEST(Guards, CatchWordsOfThePrompt) {
  EXPECT_EQ(fault("La nouvelle<end_of_turn>"), Fault::kPrompt);
  EXPECT_EQ(fault("Voici, without explanations, la bibliothèque."), Fault::kPrompt);
  EXPECT_EQ(fault("翻译为中文的新图书馆周一上午开放。", kChinese), Fault::kPrompt);
}

TEST(Guards, CatchLoops) {
  EXPECT_EQ(fault("La nouvelle nouvelle nouvelle nouvelle nouvelle"), Fault::kLoop);
  EXPECT_EQ(fault("Elle ouvre. Elle ouvre. Elle ouvre. Elle ouvre. "), Fault::kLoop);
  EXPECT_EQ(fault("新图书馆新图书馆新图书馆新图书馆", kChinese), Fault::kLoop);
  EXPECT_EQ(fault("Oooooooooooooooooh la bibliothèque"), Fault::kLoop);
}

TEST(Guards, CatchAnotherScript) {
  EXPECT_EQ(fault("Новая библиотека открывается в городе в понедельник."), Fault::kWrongScript);
  EXPECT_EQ(fault("La nouvelle bibliothèque ouvre dans la ville lundi.", kChinese),
            Fault::kWrongScript);
  EXPECT_EQ(fault("新图书馆周一上午在镇上开放了", {Language::kEnglish, Language::kKorean}),
            Fault::kWrongScript);
}

TEST(Guards, CatchLengthsThatNoTranslationHas) {
  EXPECT_EQ(fault("Oui, elle a.", kFrench, kSource + " " + kSource), Fault::kTooShort);
  std::string long_answer;
  for (int i = 0; i < 40; ++i) long_answer += "mot" + std::to_string(i * 7919) + " ";
  EXPECT_EQ(fault(long_answer), Fault::kTooLong);
}

TEST(Trim, TakesOffWhatModelsPutAround) {
  EXPECT_EQ(trim_answer("Hello.", "  Bonjour.\n", kFrench), "Bonjour.");
  EXPECT_EQ(trim_answer("Hello.", "French: Bonjour.", kFrench), "Bonjour.");
  EXPECT_EQ(trim_answer("Hello.", "\"Bonjour.\"", kFrench), "Bonjour.");
  EXPECT_EQ(trim_answer("\"Hello.\"", "\"Bonjour.\"", kFrench), "\"Bonjour.\"");
}

TEST(Terms, AreFoundAsWordsInAnyCase) {
  const std::vector<core::Term> terms{{"Art", "Kunst"}, {"图书馆", "library"}, {"x", ""}};
  EXPECT_THAT(terms_in("the art of war", terms), SizeIs(1));
  EXPECT_THAT(terms_in("a party starts", terms), IsEmpty());
  EXPECT_THAT(terms_in("新图书馆开放", terms), SizeIs(1));
}

TEST(Terms, ThatAreMissedAreNamedAndPut) {
  const std::vector<core::Term> terms{{"dragoman", "drogman"}, {"gate", "porte"}};
  EXPECT_THAT(terms_missed("Le Drogman attend à la porte.", terms), IsEmpty());
  EXPECT_THAT(terms_missed("Le dragoman attend.", terms), SizeIs(2));
  EXPECT_EQ(put_terms("Le Dragoman attend.", terms), "Le drogman attend.");
  EXPECT_EQ(put_terms("Les dragomans attendent.", terms), "Les dragomans attendent.");
}

TEST(Stretches, AreCutAfterClausesElseBeforeWords) {
  EXPECT_THAT(cut_stretches("  one, two three  ", 40), ElementsAre("one, two three"));
  EXPECT_THAT(cut_stretches("one and two, three", 14), ElementsAre("one and two,", "three"));
  EXPECT_THAT(cut_stretches("it costs 3.5 euros", 12), ElementsAre("it costs 3.5", "euros"));
  EXPECT_THAT(cut_stretches("aaaaaaaaaa", 4), ElementsAre("aaaa", "aaaa", "aa"));
  EXPECT_THAT(cut_stretches("去城里，很远很远", 5), ElementsAre("去城里，", "很远很远"));
  EXPECT_THAT(cut_stretches(" \n ", 5), IsEmpty());
}

TEST(Transcripts, AreWhatCanBeSaid) {
  EXPECT_FALSE(find_transcript_fault("", 1));
  EXPECT_FALSE(find_transcript_fault("Ha ha ha ha ha ha, no no no no!", 2));
  EXPECT_FALSE(find_transcript_fault("我们明天早上八点半在火车站见面。", 2));
  std::string loop;
  for (int i = 0; i < 30; ++i) loop += "thank you ";
  EXPECT_EQ(find_transcript_fault(loop, 28), Fault::kLoop);
  EXPECT_EQ(find_transcript_fault("So <|im_end|>", 2), Fault::kPrompt);
  EXPECT_EQ(find_transcript_fault(
                "All of this cannot be said by anybody in half a second, however quickly the "
                "speaker speaks.",
                0.5),
            Fault::kTooLong);
}

}  // namespace
}  // namespace dragoman::engines

#include "text/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman::text {
namespace {

using core::Language;
using testing::ElementsAre;

TEST(SplitSentences, KeepsAbbreviationsAndNumbersWhole) {
  EXPECT_THAT(split_sentences("Mr. Smith paid 3.5 dollars. He left! Did he?", Language::kEnglish),
              ElementsAre("Mr. Smith paid 3.5 dollars.", "He left!", "Did he?"));
}

TEST(SplitSentences, KnowsOtherScripts) {
  EXPECT_THAT(split_sentences("你好。今天天气很好！", Language::kChinese),
              ElementsAre("你好。", "今天天气很好！"));
  EXPECT_THAT(split_sentences("यह पहला है। यह दूसरा है।", Language::kHindi),
              ElementsAre("यह पहला है।", "यह दूसरा है।"));
}

TEST(SplitSentences, DropsWhiteSpaceAndNothingElse) {
  EXPECT_THAT(split_sentences("  \n ", Language::kEnglish), ElementsAre());
  EXPECT_THAT(split_sentences(" and so ", Language::kEnglish), ElementsAre("and so"));
}

TEST(SplitSentences, RepairsIllFormedInput) {
  EXPECT_THAT(split_sentences("a\xff", Language::kEnglish), ElementsAre("a\xEF\xBF\xBD"));
}

TEST(EndsSentence, SeesThroughClosingMarks) {
  EXPECT_TRUE(ends_sentence("Stop!"));
  EXPECT_TRUE(ends_sentence("He said \"stop.\" "));
  EXPECT_TRUE(ends_sentence("（好。）"));
  EXPECT_TRUE(ends_sentence("हाँ।"));
  EXPECT_FALSE(ends_sentence("and then,"));
  EXPECT_FALSE(ends_sentence("and then"));
  EXPECT_FALSE(ends_sentence(""));
}

TEST(JoinSentences, SpacesAsTheLanguageDoes) {
  EXPECT_EQ(join_sentences("One.", "Two.", Language::kEnglish), "One. Two.");
  EXPECT_EQ(join_sentences("一。", "二。", Language::kChinese), "一。二。");
  EXPECT_EQ(join_sentences("", "Two.", Language::kEnglish), "Two.");
}

TEST(SplitFirstClause, CutsAfterTheFirstMarkThatIsFarEnough) {
  EXPECT_THAT(split_first_clause("Well, my dear friends, let us go home now.", 12),
              ElementsAre("Well, my dear friends,", "let us go home now."));
}

TEST(SplitFirstClause, LeavesNumbersAndShortSentencesWhole) {
  EXPECT_THAT(split_first_clause("It cost about 1,000 dollars in all those years", 8),
              ElementsAre("It cost about 1,000 dollars in all those years"));
  EXPECT_THAT(split_first_clause("Yes, sir.", 12), ElementsAre("Yes, sir."));
}

TEST(CountCodePoints, CountsCharactersNotBytes) { EXPECT_EQ(count_code_points("añ你"), 3U); }

}  // namespace
}  // namespace dragoman::text

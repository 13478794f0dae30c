#include "output/line_break.h"

#include <gmock/gmock.h>

#include "output/display_text.h"

namespace dragoman::output {
namespace {

using core::Language;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> lines(std::string_view text, int columns,
                               Language language = Language::kEnglish) {
  const BreakableText breakable(text, language, columns);
  std::vector<std::string> lines;
  std::size_t first = 0;
  for (const auto end : breakable.best_lines(0, breakable.pieces().size()).ends) {
    lines.push_back(breakable.line(first, end));
    first = end;
  }
  return lines;
}

TEST(BestLines, KeepsAShortLine) { EXPECT_THAT(lines("Good day.", 42), ElementsAre("Good day.")); }

TEST(BestLines, GivesNothingForBlankText) {
  EXPECT_THAT(lines("", 42), IsEmpty());
  EXPECT_THAT(lines(" \n\t ", 42), IsEmpty());
}

TEST(BestLines, AreEvenWhereNothingElseCounts) {
  EXPECT_THAT(lines("one two three four five six", 24),
              ElementsAre("one two three", "four five six"));
}

TEST(BestLines, FoldWhiteSpaceAndNewlines) {
  EXPECT_THAT(lines("  a \n\n b\tc ", 42), ElementsAre("a b c"));
}

TEST(BestLines, PartTheSense) {
  EXPECT_THAT(lines("When the train came, everybody got on board at once.", 42),
              ElementsAre("When the train came,", "everybody got on board at once."));
  EXPECT_THAT(lines("We looked for the old house behind the large church.", 42),
              ElementsAre("We looked for the old house", "behind the large church."));
  EXPECT_THAT(
      lines("Os preços subiram muito porque a colheita foi fraca.", 42, Language::kPortuguese),
      ElementsAre("Os preços subiram muito", "porque a colheita foi fraca."));
}

TEST(BestLines, KeepAnArticleAndANameTogether) {
  EXPECT_THAT(lines("Everybody there remembered Martin Luther King well", 42),
              ElementsAre("Everybody there remembered", "Martin Luther King well"));
  for (const auto& line : lines("Nobody has ever seen a more beautiful evening here", 42)) {
    EXPECT_FALSE(line.ends_with(" a"));
  }
}

TEST(BestLines, PartWideTextButNotBeforeClosingPunctuation) {
  EXPECT_THAT(lines("我們明天去北京。", 8, Language::kChinese),
              ElementsAre("我們明天", "去北京。"));
  EXPECT_THAT(lines("他說「好」", 6, Language::kChinese), ElementsAre("他說", "「好」"));
  EXPECT_THAT(lines("東京でコーヒーを飲む", 16, Language::kJapanese),
              ElementsAre("東京で", "コーヒーを飲む"));
}

TEST(BestLines, PartKoreanAtItsSpaces) {
  EXPECT_THAT(lines("우리는 내일 아침에 서울로 갑니다", 20, Language::kKorean),
              ElementsAre("우리는 내일 아침에", "서울로 갑니다"));
}

TEST(BestLines, PartAWordOnlyWhereItIsLongerThanALine) {
  EXPECT_THAT(lines("abcdefgh", 4), ElementsAre("abcd", "efgh"));
}

TEST(BestLines, AreMoreThanTwoOnlyWhereTheyMust) {
  EXPECT_THAT(lines("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
}

TEST(BestLines, PartThaiBetweenItsWords) {
  const auto words = [](std::string_view text) {
    std::vector<std::size_t> breaks;
    for (const std::string_view word : {"นี้", "อากาศ", "ดี", "มาก"})
      breaks.push_back(text.find(word));
    return breaks;
  };
  const auto lines_of = [&](std::string_view text, int columns) {
    const BreakableText breakable(text, Language::kThai, columns, words);
    std::vector<std::string> lines;
    std::size_t first = 0;
    for (const auto end : breakable.best_lines(0, breakable.pieces().size()).ends) {
      lines.push_back(breakable.line(first, end));
      first = end;
    }
    return lines;
  };
  EXPECT_THAT(lines_of("วันนี้อากาศดีมาก", 12), ElementsAre("วันนี้อากาศดีมาก"));
  EXPECT_THAT(lines_of("วันนี้อากาศดีมาก", 9), ElementsAre("วันนี้อากาศ", "ดีมาก"));
  EXPECT_THAT(lines_of("วันนี้ อากาศดีมาก", 9), ElementsAre("วันนี้", "อากาศดีมาก"));  // a clause
}

TEST(BestLines, NeverPartAMarkFromItsLetter) {
  for (const auto& line : lines("ที่นี่ที่นี่", 1, Language::kThai)) {
    EXPECT_THAT(line, testing::AnyOf("ที่", "นี่"));
  }
}

}  // namespace
}  // namespace dragoman::output

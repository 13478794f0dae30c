#include "output/subtitle.h"

#include <random>

#include <gmock/gmock.h>

namespace dragoman::output {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

core::Segment segment(double start_s, double end_s, std::string text) {
  core::Segment segment;
  segment.span = {core::Seconds(start_s), core::Seconds(end_s)};
  segment.target_text = std::move(text);
  return segment;
}

TEST(DisplayColumns, CountsWideTwiceAndMarksNot) {
  EXPECT_EQ(display_columns(""), 0);
  EXPECT_EQ(display_columns("coração"), 7);
  EXPECT_EQ(display_columns("corac\u0327a\u0303o"), 7);
  EXPECT_EQ(display_columns("你好，世界"), 10);
  EXPECT_EQ(display_columns("ที่นี่"), 2);
  EXPECT_EQ(display_columns("a\xFF\xE4\xBD"), 4);
}

TEST(Wrap, KeepsAShortLine) { EXPECT_THAT(wrap("Bom dia.", 42), ElementsAre("Bom dia.")); }

TEST(Wrap, GivesNothingForBlankText) {
  EXPECT_THAT(wrap("", 42), IsEmpty());
  EXPECT_THAT(wrap(" \n\t ", 42), IsEmpty());
}

TEST(Wrap, MakesLinesEven) {
  EXPECT_THAT(wrap("one two three four five six", 24),
              ElementsAre("one two three", "four five six"));
}

TEST(Wrap, FoldsWhiteSpaceAndNewlines) {
  EXPECT_THAT(wrap("  a \n\n b\tc ", 42), ElementsAre("a b c"));
}

TEST(Wrap, PartsWideTextWithoutSpacesButNotBeforeClosingPunctuation) {
  EXPECT_THAT(wrap("我們明天去北京。", 8), ElementsAre("我們明天", "去北京。"));
  EXPECT_THAT(wrap("你好，世界", 4), ElementsAre("你", "好，", "世界"));
  EXPECT_THAT(wrap("他說「好」", 6), ElementsAre("他說", "「好」"));
}

TEST(Wrap, PartsAWordOnlyWhereItIsLongerThanALine) {
  EXPECT_THAT(wrap("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(wrap("abc 北京def", 6), ElementsAre("abc 北", "京def"));
}

TEST(Wrap, NeverPartsAMarkFromItsLetter) {
  for (const auto& line : wrap("ที่นี่ที่นี่", 1)) EXPECT_THAT(line, testing::AnyOf("ที่", "นี่"));
}

TEST(CueMaker, OneCueForAShortSegment) {
  CueMaker maker;
  const auto cues = maker.next(segment(1.5, 3.25, "Bom dia a todos."));
  ASSERT_EQ(cues.size(), 1U);
  EXPECT_DOUBLE_EQ(cues[0].span.start.count(), 1.5);
  EXPECT_DOUBLE_EQ(cues[0].span.end.count(), 3.25);
  EXPECT_THAT(cues[0].lines, ElementsAre("Bom dia a todos."));
}

TEST(CueMaker, NoCueWithoutText) {
  CueMaker maker;
  EXPECT_THAT(maker.next(segment(0, 1, " ")), IsEmpty());
}

TEST(CueMaker, SharesTimeInProportion) {
  CueMaker maker;
  const std::string line(40, 'x');
  const auto cues = maker.next(segment(10, 16, line + " " + line + " " + line));
  ASSERT_EQ(cues.size(), 2U);
  EXPECT_EQ(cues[0].lines.size(), 2U);
  EXPECT_EQ(cues[1].lines.size(), 1U);
  EXPECT_DOUBLE_EQ(cues[0].span.end.count(), 14);
  EXPECT_DOUBLE_EQ(cues[1].span.end.count(), 16);
}

TEST(CueMaker, TimesNeverGoBack) {
  std::mt19937 random(7);  // NOLINT: the same case every time
  std::uniform_real_distribution<double> time(-1, 20);
  std::uniform_int_distribution<int> words(0, 60);
  CueMaker maker;
  core::Seconds last{0};
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (int word = words(random); word > 0; --word) text += "palavra ";
    for (const auto& cue : maker.next(segment(time(random), time(random), text))) {
      EXPECT_GE(cue.span.start, last);
      EXPECT_GT(cue.span.end, cue.span.start);
      EXPECT_LE(cue.lines.size(), 2U);
      for (const auto& line : cue.lines) EXPECT_LE(display_columns(line), kSubtitleColumns);
      last = cue.span.end;
    }
  }
}

TEST(Timestamp, CarriesIntoEveryField) {
  EXPECT_EQ(timestamp(core::Seconds(0), ','), "00:00:00,000");
  EXPECT_EQ(timestamp(core::Seconds(59.9996), ','), "00:01:00,000");
  EXPECT_EQ(timestamp(core::Seconds(3723.456), '.'), "01:02:03.456");
  EXPECT_EQ(timestamp(core::Seconds(360000), '.'), "100:00:00.000");
  EXPECT_EQ(timestamp(core::Seconds(-1), '.'), "00:00:00.000");
}

}  // namespace
}  // namespace dragoman::output

#include "output/subtitle.h"

#include <limits>
#include <random>

#include <gmock/gmock.h>

#include "output/display_text.h"
#include "output/subtitle_style.h"

namespace dragoman::output {
namespace {

using core::Language;
using testing::ElementsAre;
using testing::IsEmpty;

core::Segment segment(double start_s, double end_s, std::string text) {
  core::Segment segment;
  segment.span = {core::Seconds(start_s), core::Seconds(end_s)};
  segment.target_text = std::move(text);
  return segment;
}

core::Segment said(double start_s, double end_s, std::string source, std::string target) {
  auto both = segment(start_s, end_s, std::move(target));
  both.source_text = std::move(source);
  return both;
}

std::vector<Cue> cues_of(const std::vector<core::Segment>& segments,
                         Language target = Language::kPortuguese,
                         SubtitleText text = SubtitleText::kTranslation) {
  CueMaker maker(target, text);
  std::vector<Cue> all;
  const auto take = [&](std::vector<Cue> some) {
    for (auto& cue : some) all.push_back(std::move(cue));
  };
  for (const auto& segment : segments) take(maker.next(segment));
  take(maker.finish());
  return all;
}

void expect_span(const Cue& cue, double start_s, double end_s) {
  EXPECT_NEAR(cue.span.start.count(), start_s, 0.0006);
  EXPECT_NEAR(cue.span.end.count(), end_s, 0.0006);
}

TEST(CueMaker, OneCueForAShortSegment) {
  const auto cues = cues_of({segment(1.5, 3.25, "Bom dia a todos.")});
  ASSERT_EQ(cues.size(), 1U);
  expect_span(cues[0], 1.5, 3.25);
  EXPECT_THAT(cues[0].lines, ElementsAre("Bom dia a todos."));
}

TEST(CueMaker, NoCueWithoutText) {
  EXPECT_THAT(cues_of({segment(0, 1, " ")}), IsEmpty());
  EXPECT_THAT(cues_of({segment(0, 1, "Olá.")}, Language::kPortuguese, SubtitleText::kSource),
              IsEmpty());
}

TEST(CueMaker, ALongSentenceBecomesCuesThatPartItsSense) {
  const auto cues = cues_of(
      {segment(0, 9,
               "A reunião foi adiada para a próxima semana, porque o diretor está doente, e "
               "ninguém sabe quando é que ele volta ao trabalho.")});
  ASSERT_EQ(cues.size(), 2U);
  EXPECT_THAT(cues[0].lines, ElementsAre("A reunião foi adiada", "para a próxima semana,"));
  EXPECT_THAT(cues[1].lines.front(), testing::StartsWith("porque"));
  EXPECT_NEAR((cues[1].span.start - cues[0].span.end).count(), 2.0 / 24, 0.002);
}

TEST(CueMaker, StaysAsLongAsIsNeededToReadIt) {
  const std::string text = "Esta frase tem quarenta e tal sinais ao todo.";  // 45: 2.65 s
  expect_span(cues_of({segment(1, 2, text)})[0], 1, 3.5);  // but hangs no more than 1.5 s
  expect_span(cues_of({segment(1, 3, text)})[0], 1, 1 + 45 / 17.0);
  expect_span(cues_of({segment(1, 1.2, "Sim.")})[0], 1, 1 + 5.0 / 6);
  expect_span(cues_of({segment(1, 60, "Sim.")})[0], 1, 8);
}

TEST(CueMaker, LeavesAGapBeforeTheNextAndClosesAFlicker) {
  const auto cues = cues_of({segment(1, 2, "Um."), segment(2, 3, "Dois."), segment(3.3, 4, "Três."),
                             segment(6, 7, "Quatro.")});
  ASSERT_EQ(cues.size(), 4U);
  expect_span(cues[0], 1, 2 - 2.0 / 24);
  expect_span(cues[1], 2, 3.3 - 2.0 / 24);
  expect_span(cues[2], 3.3, 3.3 + 5.0 / 6);
}

TEST(CueMaker, KeepsToTheTimesOfTheWords) {
  auto paused = said(0, 10, "Wait. Now we can all go home together at last, I think.",
                     "Espera. Agora podemos finalmente ir todos para casa, penso eu, se não for "
                     "já demasiado tarde para isso.");
  paused.words = {
      {"Wait.", {core::Seconds(0), core::Seconds(0.6)}},
      {"Now we can all go home together at last, I think.", {core::Seconds(6), core::Seconds(10)}}};
  const auto cues = cues_of({paused}, Language::kPortuguese);
  ASSERT_GE(cues.size(), 2U);
  EXPECT_GE(cues.back().span.start.count(), 6);
}

TEST(CueMaker, ShowsTheSourceOrBoth) {
  const auto one = said(0, 2, "Good morning.", "Bom dia.");
  EXPECT_THAT(cues_of({one}, Language::kPortuguese, SubtitleText::kSource)[0].lines,
              ElementsAre("Good morning."));
  EXPECT_THAT(cues_of({one}, Language::kPortuguese, SubtitleText::kBoth)[0].lines,
              ElementsAre("Bom dia.", "Good morning."));
  auto untranslated = said(0, 2, "Bom dia.", "Bom dia.");
  untranslated.passed_through = true;
  EXPECT_THAT(cues_of({untranslated}, Language::kPortuguese, SubtitleText::kBoth)[0].lines,
              ElementsAre("Bom dia."));
}

TEST(CueMaker, BothTextsGoTogether) {
  const auto cues = cues_of(
      {said(0, 12,
            "The meeting was put off until next week, because the director is ill, and nobody "
            "knows when he will be back at work, or whether he wants to come back at all.",
            "A reunião foi adiada para a próxima semana, porque o diretor está doente, e ninguém "
            "sabe quando é que ele volta ao trabalho, nem se quer voltar.")},
      Language::kPortuguese, SubtitleText::kBoth);
  ASSERT_GE(cues.size(), 2U);
  std::string all;
  for (const auto& cue : cues) {
    EXPECT_LE(cue.lines.size(), 4U);
    for (const auto& line : cue.lines) {
      EXPECT_LE(display_columns(line), 42);
      all += line + " ";
    }
  }
  EXPECT_THAT(all, testing::HasSubstr("come back at all."));
  EXPECT_THAT(cues[0].lines, testing::Contains(testing::StartsWith("A reunião")));
  EXPECT_THAT(cues[0].lines, testing::Contains(testing::StartsWith("The meeting")));
}

TEST(CueMaker, MarksTheEndsOfALineFromRightToLeft) {
  const auto cues = cues_of({segment(0, 2, "مرحبا (API).")}, Language::kArabic);
  EXPECT_THAT(cues[0].lines, ElementsAre("\u200Fمرحبا (API).\u200F"));
}

TEST(CueMaker, WideScriptsHaveTheirOwnLines) {
  const auto cues =
      cues_of({segment(0, 6, "会议推迟到下个星期，因为主任病了，没有人知道他什么时候能回来上班。")},
              Language::kChinese);
  for (const auto& cue : cues) {
    for (const auto& line : cue.lines) EXPECT_LE(display_columns(line), 32);
  }
  EXPECT_THAT(cues.front().lines.front(), testing::EndsWith("，"));
}

TEST(CueMaker, TimesNeverGoBack) {
  std::mt19937 random(7);  // NOLINT: the same case every time
  std::uniform_real_distribution<double> time(-1, 20);
  std::uniform_int_distribution<int> words(0, 60);
  std::vector<core::Segment> segments;
  for (int i = 0; i < 500; ++i) {
    std::string text;
    for (int word = words(random); word > 0; --word) text += "palavra ";
    segments.push_back(segment(time(random), time(random), text));
  }
  core::Seconds last{0};
  for (const auto& cue : cues_of(segments)) {
    EXPECT_GE(cue.span.start, last);
    EXPECT_GT(cue.span.end, cue.span.start);
    EXPECT_LE(cue.lines.size(), 2U);
    for (const auto& line : cue.lines) EXPECT_LE(display_columns(line), 42);
    last = cue.span.end;
  }
}

TEST(CueMaker, TimesThatAreNoneDoNoHarm) {
  const double kNone = std::numeric_limits<double>::quiet_NaN();
  const auto cues = cues_of({segment(kNone, kNone, "Um."), segment(-1e300, -1e300, "Dois.")});
  for (const auto& cue : cues) EXPECT_TRUE(cue.span.end > cue.span.start);
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

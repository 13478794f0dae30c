#include "pipeline/sentence_assembler.h"

#include <gtest/gtest.h>

namespace dragoman::pipeline {
namespace {

using core::Language;
using core::Seconds;
using core::TimeSpan;

constexpr auto kEn = Language::kEnglish;

TimeSpan span(double start, double end) { return {Seconds(start), Seconds(end)}; }

TEST(SentenceAssembler, FinishedSentencesComeAtOnceWithSharedTimes) {
  SentenceAssembler assembler;
  const auto sentences = assembler.push(span(10, 14), kEn, "One two. Six ten.");
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_EQ(sentences[0].text, "One two.");
  EXPECT_NEAR(sentences[0].span.start.count(), 10, 1e-9);
  EXPECT_NEAR(sentences[0].span.end.count(), 11.9, 0.2);
  EXPECT_EQ(sentences[1].span.start, sentences[0].span.end);
  EXPECT_NEAR(sentences[1].span.end.count(), 14, 1e-9);
  EXPECT_TRUE(assembler.finish().empty());
}

TEST(SentenceAssembler, SentencesHaveTheTimesOfTheirWords) {
  SentenceAssembler assembler;
  const std::vector<core::Word> words = {{"One", span(10.5, 11)},
                                         {"two.", span(11, 11.5)},
                                         {"Six", span(13, 13.2)},
                                         {"ten.", span(13.3, 13.8)}};
  const auto sentences = assembler.push(span(10, 14), kEn, "One two. Six ten.", words);
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_EQ(sentences[0].span, span(10.5, 11.5));
  EXPECT_EQ(sentences[1].span, span(13, 13.8));
  EXPECT_EQ(sentences[1].words, (std::vector<core::Word>{words[2], words[3]}));
}

TEST(SentenceAssembler, WordsOfOtherTextAreNotBelieved) {
  SentenceAssembler assembler;
  const auto sentences =
      assembler.push(span(10, 14), kEn, "One two. Six ten.", {{"One", span(10.5, 11)}});
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_TRUE(sentences[0].words.empty());
  EXPECT_EQ(sentences[0].span.start.count(), 10);
}

TEST(SentenceAssembler, AJoinedSentenceHasTheWordsOfBothUtterances) {
  SentenceAssembler assembler;
  EXPECT_TRUE(assembler.push(span(0, 2), kEn, "The", {{"The", span(0.2, 0.4)}}).empty());
  const auto sentences = assembler.push(span(2.3, 4), kEn, "end.", {{"end.", span(2.5, 3)}});
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_EQ(sentences[0].words.size(), 2U);
  EXPECT_EQ(sentences[0].span, span(0.2, 3));
}

TEST(SentenceAssembler, AnOpenSentenceWaitsForItsEnd) {
  SentenceAssembler assembler;
  EXPECT_TRUE(assembler.push(span(0, 2), kEn, "The cabbage juice").empty());
  const auto sentences = assembler.push(span(2.3, 4), kEn, "changes color.");
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_EQ(sentences[0].text, "The cabbage juice changes color.");
  EXPECT_EQ(sentences[0].span.start.count(), 0);
  EXPECT_EQ(sentences[0].span.end.count(), 4);
}

TEST(SentenceAssembler, AFarUtteranceDoesNotJoin) {
  SentenceAssembler assembler;
  EXPECT_TRUE(assembler.push(span(0, 2), kEn, "so then").empty());
  const auto sentences = assembler.push(span(9, 10), kEn, "Good night.");
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_EQ(sentences[0].text, "so then");
}

TEST(SentenceAssembler, AnotherLanguageDoesNotJoin) {
  SentenceAssembler assembler;
  EXPECT_TRUE(assembler.push(span(0, 2), kEn, "so then").empty());
  const auto sentences = assembler.push(span(2, 3), Language::kGerman, "Gute Nacht.");
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_EQ(sentences[0].language, kEn);
  EXPECT_EQ(sentences[1].language, Language::kGerman);
}

TEST(SentenceAssembler, EndlessTextIsLetGo) {
  SentenceAssembler assembler;
  std::size_t out = 0;
  for (int i = 0; i < 40; ++i) {
    out += assembler.push(span(i, i + 1), kEn, "and then there were twenty more of them").size();
  }
  EXPECT_GT(out, 2U);
}

TEST(SentenceAssembler, FinishGivesWhatIsOpen) {
  SentenceAssembler assembler;
  EXPECT_TRUE(assembler.push(span(0, 1), kEn, "half a").empty());
  const auto rest = assembler.finish();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].text, "half a");
  EXPECT_TRUE(assembler.finish().empty());
}

TEST(SentenceAssembler, EmptyTextChangesNothing) {
  SentenceAssembler assembler;
  EXPECT_TRUE(assembler.push(span(0, 1), kEn, "").empty());
  EXPECT_TRUE(assembler.finish().empty());
}

TEST(SentenceAssembler, ThaiWhichWritesNoMarksWaitsForNothing) {
  SentenceAssembler assembler;
  const auto sentences = assembler.push(span(0, 2), core::Language::kThai, "วันนี้อากาศดี");
  ASSERT_EQ(sentences.size(), 1U);
  EXPECT_EQ(sentences[0].text, "วันนี้อากาศดี");
}

}  // namespace
}  // namespace dragoman::pipeline

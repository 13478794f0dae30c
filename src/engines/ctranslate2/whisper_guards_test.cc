#include "engines/ctranslate2/whisper_guards.h"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman::engines::ctranslate2 {
namespace {

using core::Language;

std::vector<std::size_t> counting(std::size_t count) {
  std::vector<std::size_t> ids(count);
  std::iota(ids.begin(), ids.end(), std::size_t{100});
  return ids;
}

Verdict judge_text(const std::vector<std::size_t>& ids, float mean_log_probability,
                   float no_speech) {
  return judge({ids, mean_log_probability, no_speech, false});
}

TEST(Judge, SpeechIsAccepted) {
  EXPECT_EQ(judge_text(counting(20), -0.3F, 0.05F), Verdict::kAccept);
  EXPECT_EQ(judge_text(counting(3), -0.95F, 0.3F), Verdict::kAccept);
}

TEST(Judge, WhereSpeechIsInDoubtTheTextMustBeSure) {
  EXPECT_EQ(judge_text(counting(8), -0.92F, 0.39F), Verdict::kReject);  // a siren
  EXPECT_EQ(judge_text(counting(4), -0.87F, 0.54F), Verdict::kReject);  // a bang
  EXPECT_EQ(judge_text(counting(2), -0.6F, 0.54F), Verdict::kAccept);
}

TEST(Judge, TheSurerTheSilenceTheSurerTheTextMustBe) {
  EXPECT_EQ(judge_text(counting(1), -0.5F, 0.93F), Verdict::kSilence);  // digital silence: "you"
  EXPECT_EQ(judge_text(counting(2), -1.9F, 0.7F), Verdict::kSilence);   // noise
  EXPECT_EQ(judge_text(counting(10), -0.6F, 0.75F), Verdict::kAccept);  // a fragment of a sentence
}

TEST(Judge, ImprobableTextIsKeptOnlyWhereSomebodySpeaks) {
  EXPECT_EQ(judge_text(counting(20), -1.2F, 0.1F), Verdict::kDoubtful);
  EXPECT_EQ(judge_text(counting(20), -1.2F, 0.4F), Verdict::kReject);
  EXPECT_EQ(judge_text(counting(20), -1.6F, 0.1F), Verdict::kReject);  // speech played backwards
}

TEST(Judge, TextThatDidNotEndIsRejected) {
  const auto ids = counting(20);
  EXPECT_EQ(judge({ids, -0.1F, 0.0F, true}), Verdict::kReject);
}

TEST(Judge, SoIsTextWrittenTwice) {
  auto twice = counting(14);
  const auto once = twice;
  twice.insert(twice.end(), once.begin(), once.end());
  EXPECT_EQ(judge_text(twice, -0.1F, 0.0F), Verdict::kReject);
}

TEST(Repetition, CountsTriplesThatStoodBefore) {
  EXPECT_EQ(repetition({}), 0);
  EXPECT_EQ(repetition(counting(40)), 0);
  EXPECT_EQ(repetition(std::vector<std::size_t>(11, 5)), 0);  // too short to say
  EXPECT_FLOAT_EQ(repetition(std::vector<std::size_t>(12, 5)), 0.9F);
  const std::vector<std::size_t> refrain = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 10, 11};
  EXPECT_NEAR(repetition(refrain), 1.0 / 12, 1e-6);
}

TEST(EndsInLoop, FindsPeriodsOfUpToTenTokens) {
  for (int period = 1; period <= 10; ++period) {
    std::vector<std::int32_t> ids = {91, 92, 93};
    for (int i = 0; i < period * std::max(4, 16 / period); ++i) ids.push_back(i % period);
    EXPECT_TRUE(ends_in_loop(ids)) << period;
    ids[ids.size() / 2] = 99;
    EXPECT_FALSE(ends_in_loop(ids)) << period;
  }
}

TEST(EndsInLoop, LetsPeopleRepeatThemselves) {
  EXPECT_FALSE(ends_in_loop({}));
  EXPECT_FALSE(ends_in_loop(std::vector<std::int32_t>{7, 7, 7, 7, 7, 7, 7, 7}));  // no no no
  EXPECT_FALSE(ends_in_loop(std::vector<std::int32_t>{1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}));
  EXPECT_FALSE(
      ends_in_loop(std::vector<std::int32_t>{7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8}));
}

TEST(TokenLimit, GrowsWithTheSpeechUpToWhatTheDecoderTakes) {
  EXPECT_EQ(token_limit(0), token_limit(-1));
  EXPECT_GE(token_limit(0), 4U);
  EXPECT_GT(token_limit(5), token_limit(1));
  EXPECT_EQ(token_limit(28), 224U);
  EXPECT_EQ(token_limit(1e9), 224U);
}

LanguageProbabilities probabilities(float english, float german, float french) {
  LanguageProbabilities all{};
  all[static_cast<std::size_t>(Language::kEnglish)] = english;
  all[static_cast<std::size_t>(Language::kGerman)] = german;
  all[static_cast<std::size_t>(Language::kFrench)] = french;
  return all;
}

TEST(ChooseLanguage, TakesTheMostProbable) {
  const auto choice = choose_language(probabilities(0.2F, 0.7F, 0.1F), std::nullopt, 1.0);
  EXPECT_EQ(choice.language, Language::kGerman);
  EXPECT_FLOAT_EQ(choice.probability, 0.7F);
}

TEST(ChooseLanguage, KeepsTheLikelyOneWhereItIsUnsure) {
  const auto brief = choose_language(probabilities(0.2F, 0.7F, 0.1F), Language::kFrench, 2.9);
  EXPECT_EQ(brief.language, Language::kFrench);
  EXPECT_FLOAT_EQ(brief.probability, 0.1F);
  EXPECT_EQ(choose_language(probabilities(0.3F, 0.4F, 0.3F), Language::kEnglish, 20).language,
            Language::kEnglish);
}

TEST(ChooseLanguage, ChangesItWhereItIsSure) {
  EXPECT_EQ(choose_language(probabilities(0.2F, 0.7F, 0.1F), Language::kFrench, 3.0).language,
            Language::kGerman);
  // However short: the model gives the likely one no chance.
  EXPECT_EQ(choose_language(probabilities(0.98F, 0.02F, 0), Language::kGerman, 1.0).language,
            Language::kEnglish);
  EXPECT_EQ(choose_language(probabilities(0.3F, 0.4F, 0.3F), Language::kThai, 20).language,
            Language::kGerman);
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2

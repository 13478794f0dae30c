#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/asr.h"

namespace dragoman::engines {

/// What the suite needs of one recogniser.
struct AsrUnderTest {
  std::function<std::unique_ptr<Recogniser>()> open;
  std::vector<float> speech;                              ///< A few seconds of speech, mono 16 kHz,
  core::Language spoken = core::Language::kEnglish;       ///< in this language,
  core::Language translatable = core::Language::kFrench;  ///< and a language of to_english().
};

/// What every recogniser must do (engines/asr.h).
class AsrContract : public testing::TestWithParam<AsrUnderTest> {
 protected:
  void SetUp() override {
    recogniser_ = GetParam().open();
    ASSERT_NE(recogniser_, nullptr);
  }

  [[nodiscard]] AsrRequest speech() const {
    AsrRequest request;
    request.samples = GetParam().speech;
    return request;
  }

  Transcript recognise(const AsrRequest& request) {
    auto answers = recogniser_->recognise({&request, 1});
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.front().ok());
    return answers.front().ok() ? *answers.front() : Transcript();
  }

  std::unique_ptr<Recogniser> recogniser_;
};

TEST_P(AsrContract, KnowsWhatItSpeaks) {
  EXPECT_TRUE(recogniser_->languages().contains(GetParam().spoken));
  EXPECT_TRUE(recogniser_->to_english().contains(GetParam().translatable));
}

TEST_P(AsrContract, HearsSpeechAndItsLanguage) {
  const auto transcript = recognise(speech());
  EXPECT_EQ(transcript.language, GetParam().spoken);
  EXPECT_FALSE(transcript.text.empty());
  EXPECT_FALSE(transcript.english);
}

TEST_P(AsrContract, TakesTheNamedLanguage) {
  auto request = speech();
  request.language = GetParam().spoken;
  const auto transcript = recognise(request);
  EXPECT_EQ(transcript.language, GetParam().spoken);
  EXPECT_EQ(transcript.language_probability, 1.0F);
}

TEST_P(AsrContract, SilenceGivesNoText) {
  AsrRequest request;
  request.samples.assign(2 * core::kListenRateHz, 0.0F);
  EXPECT_TRUE(recognise(request).silent());
}

TEST_P(AsrContract, TakesASingleSample) {
  AsrRequest request;
  request.samples.assign(1, 0.0F);
  EXPECT_TRUE(recognise(request).silent());
}

TEST_P(AsrContract, GivesEnglishOnlyWhereWanted) {
  auto request = speech();
  request.language = GetParam().translatable;
  request.english_wanted = {GetParam().translatable};
  const auto both = recognise(request);
  EXPECT_TRUE(both.english.has_value());
  EXPECT_FALSE(both.text.empty());
  request.source_text_unwanted = request.english_wanted;
  const auto english_only = recognise(request);
  EXPECT_TRUE(english_only.english.has_value());
  EXPECT_TRUE(english_only.text.empty());
}

TEST_P(AsrContract, ABatchAnswersEachInOrder) {
  std::vector<AsrRequest> batch(3, speech());
  batch[1].samples.assign(core::kListenRateHz, 0.0F);
  const auto answers = recogniser_->recognise(batch);
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0]->text, recognise(speech()).text);
  EXPECT_TRUE(answers[1]->silent());
  EXPECT_EQ(answers[2]->text, answers[0]->text);
}

TEST_P(AsrContract, ACancelledRequestHarmsNoOther) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kClientGone);
  std::vector<AsrRequest> batch(2, speech());
  batch[0].cancel = source.token();
  const auto answers = recogniser_->recognise(batch);
  ASSERT_EQ(answers.size(), 2U);
  ASSERT_FALSE(answers[0].ok());
  EXPECT_EQ(answers[0].error().kind, base::ErrorKind::kCancelled);
  ASSERT_TRUE(answers[1].ok());
  EXPECT_FALSE(answers[1]->text.empty());
}

TEST_P(AsrContract, AnEmptyBatchIsFine) { EXPECT_TRUE(recogniser_->recognise({}).empty()); }

}  // namespace dragoman::engines

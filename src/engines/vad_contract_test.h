#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "engines/vad.h"

namespace dragoman::engines {

/// What the suite needs of one detector.
struct VadUnderTest {
  std::function<std::unique_ptr<Vad>()> open;
  std::function<std::vector<float>()> speech;  ///< Some seconds with few pauses, mono 16 kHz.
};

/// What every detector must do (engines/vad.h).
class VadContract : public testing::TestWithParam<VadUnderTest> {
 protected:
  void SetUp() override {
    vad_ = GetParam().open();
    ASSERT_NE(vad_, nullptr);
    speech_ = GetParam().speech();
    ASSERT_GT(speech_.size(), 32 * kVadWindow);
  }

  [[nodiscard]] std::unique_ptr<VadStream> open_stream() const {
    auto stream = vad_->open_stream();
    EXPECT_TRUE(stream.ok());
    return stream.ok() ? *std::move(stream) : nullptr;
  }

  static float push(VadStream& stream, std::span<const float> window) {
    const auto probability = stream.push(window.first<kVadWindow>());
    EXPECT_TRUE(probability.ok());
    const auto value = probability.ok() ? *probability : 0.0F;
    EXPECT_GE(value, 0.0F);
    EXPECT_LE(value, 1.0F);
    return value;
  }

  [[nodiscard]] std::vector<float> probabilities(std::span<const float> samples) const {
    std::vector<float> all;
    const auto stream = open_stream();
    for (; samples.size() >= kVadWindow; samples = samples.subspan(kVadWindow)) {
      all.push_back(push(*stream, samples));
    }
    return all;
  }

  static double share_above_half(const std::vector<float>& values) {
    const auto above = std::ranges::count_if(values, [](float value) { return value > 0.5F; });
    return static_cast<double>(above) / static_cast<double>(values.size());
  }

  std::unique_ptr<Vad> vad_;
  std::vector<float> speech_;
};

TEST_P(VadContract, SilenceHoldsNoSpeech) {
  EXPECT_EQ(share_above_half(probabilities(std::vector<float>(100 * kVadWindow, 0.0F))), 0.0);
}

TEST_P(VadContract, SpeechIsHeard) { EXPECT_GT(share_above_half(probabilities(speech_)), 0.5); }

TEST_P(VadContract, SilenceAfterSpeechIsSilence) {
  auto samples = speech_;
  const auto windows = samples.size() / kVadWindow;
  samples.resize((windows + 60) * kVadWindow, 0.0F);
  EXPECT_LT(probabilities(samples).back(), 0.5F);
}

TEST_P(VadContract, TakesFullScale) {
  std::vector<float> samples(50 * kVadWindow);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = i % 100 < 50 ? 1.0F : -1.0F;
  EXPECT_EQ(probabilities(samples).size(), 50U);
}

TEST_P(VadContract, StreamsDoNotHearEachOther) {
  const std::span<const float> speech(speech_);
  const auto alone = probabilities(speech);
  const auto one = open_stream();
  const auto other = open_stream();
  const std::vector<float> noise(kVadWindow, 0.3F);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(push(*one, speech.subspan(i * kVadWindow)), alone[i]) << i;
    push(*other, noise);
  }
}

}  // namespace dragoman::engines

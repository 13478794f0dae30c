#include "engines/loudness.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "engines/voice_test.h"

namespace dragoman::engines {
namespace {

constexpr int kRate = 24000;

double peak(const std::vector<float>& samples) {
  const auto [low, high] = std::ranges::minmax(samples);
  return std::max(-low, high);
}

// BS.1770-4: a sine of 997 Hz at full scale in one channel reads -3.01 LUFS.
TEST(Loudness, ReadsWhatTheStandardSays) {
  std::vector<float> sine(4 * kRate);
  for (std::size_t i = 0; i < sine.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    const double amplitude = t < 0.5 ? std::sqrt(2) * 0.1 : 0.1;  // louder, as a stressed syllable
    sine[i] = static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * 997 * t));
  }
  const std::span all(sine);
  EXPECT_NEAR(loudness_lufs(all, kRate).value(), -22.5, 0.3);
  EXPECT_NEAR(loudness_lufs(all.last(2 * kRate), kRate).value(), -23.0 - 2.5, 0.1);
}

TEST(Loudness, LoudAndSoftSentencesBecomeAlike) {
  for (const double amplitude : {0.2, 0.8, 1.6}) {
    auto voice = made_up_voice(3, 140, kRate, amplitude);
    ASSERT_TRUE(level(voice, kRate).ok());
    EXPECT_NEAR(loudness_lufs(voice, kRate).value(), kLoudness_lufs, 0.1) << amplitude;
  }
}

TEST(Loudness, OneWordIsAsLoudAsASentenceOfItsVoice) {
  auto sentence = made_up_voice(3, 140, kRate);
  const auto sentence_lufs = loudness_lufs(sentence, kRate).value();
  for (const double seconds : {0.2, 0.4, 0.8}) {
    const auto word = std::span(sentence).first(static_cast<std::size_t>(seconds * kRate));
    EXPECT_NEAR(loudness_lufs(word, kRate).value(), sentence_lufs, 2.0) << seconds;
  }
}

TEST(Loudness, PeaksStayBelowTheirBound) {
  auto voice = made_up_voice(3, 140, kRate, 0.02);
  voice[kRate] = 0.9F;  // a plosive, say
  ASSERT_TRUE(level(voice, kRate).ok());
  EXPECT_LE(peak(voice), std::pow(10, kTruePeak_db / 20));
}

TEST(Loudness, OneFactorForAll) {
  const auto before = made_up_voice(2, 140, kRate);
  auto after = before;
  ASSERT_TRUE(level(after, kRate).ok());
  const auto loudest = std::ranges::max_element(before) - before.begin();
  const auto factor =
      after[static_cast<std::size_t>(loudest)] / before[static_cast<std::size_t>(loudest)];
  for (std::size_t i = 0; i < before.size(); ++i) ASSERT_NEAR(after[i], factor * before[i], 1e-6);
}

TEST(Loudness, SilenceStaysAndNoiseIsNotRaisedWithoutEnd) {
  std::vector<float> silence(kRate, 0.0F);
  ASSERT_TRUE(level(silence, kRate).ok());
  EXPECT_EQ(peak(silence), 0.0);
  auto faint = made_up_voice(2, 140, kRate, 0.001);
  const auto before = peak(faint);
  ASSERT_TRUE(level(faint, kRate).ok());
  EXPECT_LT(peak(faint), 4.0 * before);
  std::vector<float> none;
  EXPECT_TRUE(level(none, kRate).ok());
}

}  // namespace
}  // namespace dragoman::engines

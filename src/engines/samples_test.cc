#include "engines/samples.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::engines {
namespace {

constexpr int kRate = 1000;  // a window is ten samples, the air fifty

// Silence, a square wave, silence.
std::vector<float> burst(std::size_t before, std::size_t loud, std::size_t after) {
  std::vector<float> samples(before + loud + after, 0.0F);
  for (std::size_t i = 0; i < loud; ++i) samples[before + i] = i % 2 == 0 ? 0.5F : -0.5F;
  return samples;
}

TEST(WithoutSilence, KeepsTheSameAirOnBothSides) {
  const auto samples = burst(300, 100, 200);
  const auto kept = without_silence(samples, kRate);
  EXPECT_EQ(kept.data() - samples.data(), 250);
  EXPECT_EQ(kept.size(), 200U);
}

TEST(WithoutSilence, AddsNothing) {
  EXPECT_EQ(without_silence(burst(20, 100, 0), kRate).size(), 120U);
  EXPECT_EQ(without_silence(burst(0, 7, 0), kRate).size(), 7U);
}

TEST(WithoutSilence, NothingAudibleIsEmpty) {
  EXPECT_TRUE(without_silence({}, kRate).empty());
  EXPECT_TRUE(without_silence(std::vector<float>(500, 0.001F), kRate).empty());
}

TEST(WithoutSilence, KeepsPausesInside) {
  auto samples = burst(100, 50, 400);
  std::ranges::copy(burst(0, 50, 100), samples.end() - 150);
  EXPECT_EQ(without_silence(samples, kRate).size(), 50U + 400 - 50 + 50);
}

TEST(QuietestNearMiddle, FindsThePauseOfTheMiddleThird) {
  auto samples = burst(0, 900, 0);
  std::fill_n(samples.begin() + 100, 100, 0.0F);  // too near the beginning
  std::fill_n(samples.begin() + 500, 50, 0.0F);
  EXPECT_EQ(quietest_near_middle(samples, kRate), 525U);
}

TEST(QuietestNearMiddle, StaysInsideWhereThereIsNone) {
  EXPECT_EQ(quietest_near_middle({}, kRate), 0U);
  EXPECT_EQ(quietest_near_middle(burst(0, 6, 0), kRate), 3U);
}

TEST(CheckSamples, RefusesWhatIsNoNumber) {
  std::vector<float> samples{-3.0F, 0.5F};
  EXPECT_TRUE(check_samples(samples).ok());
  samples[1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(check_samples(samples).ok());
  samples[1] = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(check_samples(samples).ok());
}

TEST(FadeEnds, ComesOutOfSilenceAndGoesBack) {
  std::vector<float> samples(100, 0.5F);
  fade_ends(samples, kRate);
  EXPECT_EQ(samples.front(), 0.0F);
  EXPECT_EQ(samples.back(), 0.0F);
  EXPECT_LT(samples[1], samples[4]);
  EXPECT_EQ(samples[5], 0.5F);
  EXPECT_EQ(samples[94], 0.5F);
  std::vector<float> one{1.0F};
  fade_ends(one, kRate);
  fade_ends({}, kRate);
}

}  // namespace
}  // namespace dragoman::engines

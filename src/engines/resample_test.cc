#include "engines/resample.h"

#include <cmath>

#include <gtest/gtest.h>

namespace dragoman::engines {
namespace {

TEST(Resample, GivesTheLengthAndKeepsTheTone) {
  std::vector<float> tone(22050);
  const auto wave = [](std::size_t i, int rate_hz) {
    return std::sin(2.0 * 3.14159265358979 * 440.0 * static_cast<double>(i) / rate_hz);
  };
  for (std::size_t i = 0; i < tone.size(); ++i) tone[i] = static_cast<float>(wave(i, 22050));
  const auto resampled = resample(tone, 22050, 24000);
  ASSERT_TRUE(resampled.ok());
  ASSERT_NEAR(static_cast<double>(resampled->size()), 24000.0, 2.0);
  for (std::size_t i = 2000; i < 22000; ++i) {
    ASSERT_NEAR((*resampled)[i], wave(i, 24000), 0.001) << i;
  }
}

TEST(Resample, TakesNothingAndTheSameRate) {
  EXPECT_TRUE(resample({}, 22050, 24000)->empty());
  const std::vector<float> samples{0.1F, 0.2F};
  EXPECT_EQ(*resample(samples, 24000, 24000), samples);
}

}  // namespace
}  // namespace dragoman::engines

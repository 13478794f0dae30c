#include "core/accounting.h"

#include <cmath>

#include <gtest/gtest.h>

namespace dragoman::core {
namespace {

TEST(AudioTokens, TwelveAndAHalfASecondRoundedUp) {
  EXPECT_EQ(audio_tokens(Seconds(1.0)), 13);
  EXPECT_EQ(audio_tokens(Seconds(1.04)), 13);
  EXPECT_EQ(audio_tokens(Seconds(1.05)), 14);
  EXPECT_EQ(audio_tokens(Seconds(2.0)), 25);
  EXPECT_EQ(audio_tokens(Seconds(33.2)), 415);
  EXPECT_EQ(audio_tokens(Seconds(33.2001)), 416);
  EXPECT_EQ(audio_tokens(Seconds(7200)), 90'000);
}

TEST(AudioTokens, LessThanASecondCountsAsOne) {
  EXPECT_EQ(audio_tokens(Seconds(0.0001)), 13);
  EXPECT_EQ(audio_tokens(Seconds(0.999)), 13);
}

TEST(AudioTokens, NoSoundCostsNothing) {
  EXPECT_EQ(audio_tokens(Seconds(0)), 0);
  EXPECT_EQ(audio_tokens(Seconds(-1)), 0);
  EXPECT_EQ(audio_tokens(Seconds(std::nan(""))), 0);
}

// At 16 kHz a token is exactly 1280 samples: every count of samples must come out as in whole
// numbers.
TEST(AudioTokens, NoSampleCountIsRoundedAmiss) {
  for (std::int64_t samples = 16'000; samples < 1'000'000; samples += 320) {
    const Seconds duration(static_cast<double>(samples) / 16'000);
    ASSERT_EQ(audio_tokens(duration), (samples + 1279) / 1280) << samples;
  }
}

}  // namespace
}  // namespace dragoman::core

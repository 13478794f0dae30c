#include "core/accounting.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <gtest/gtest.h>

namespace dragoman::core {
namespace {

TEST(AudioTokens, TwelveAndAHalfASecondRoundedUp) {
  const std::pair<double, std::int64_t> cases[] = {
      {1.0, 13},
      {1.04, 13},
      {1.05, 14},
      {1.12, 14},
      {1.1201, 15},
      {1.2, 15},
      {1.28, 16},
      {2.0, 25},
      {2.0001, 26},
      {2.08, 26},
      {33.2, 415},
      {15.28, 191},
      {33.2001, 416},
      {60, 750},
      {3600, 45'000},
      {7200, 90'000},
      {4 * 3600.0, 180'000},
  };
  for (const auto& [seconds, tokens] : cases) {
    EXPECT_EQ(audio_tokens(Seconds(seconds)), tokens) << seconds;
  }
}

TEST(AudioTokens, LessThanASecondCountsAsOne) {
  for (const double seconds : {1.0 / 24'000, 0.0001, 0.08, 0.5, 0.999, 0.9999, 1.0}) {
    EXPECT_EQ(audio_tokens(Seconds(seconds)), 13) << seconds;
  }
}

TEST(AudioTokens, NoSoundCostsNothing) {
  EXPECT_EQ(audio_tokens(Seconds(0)), 0);
  EXPECT_EQ(audio_tokens(Seconds(-1)), 0);
  EXPECT_EQ(audio_tokens(Seconds(std::nan(""))), 0);
}

// 0.08 s, of which no floating-point number is the length.
TEST(AudioTokens, NoWholeCountOfTokensGainsOne) {
  Seconds added{0};
  for (std::int64_t tokens = 1; tokens <= 100'000; ++tokens) {
    const auto expected = std::max<std::int64_t>(tokens, 13);
    added += Seconds(0.08);
    ASSERT_EQ(audio_tokens(Seconds(0.08 * static_cast<double>(tokens))), expected) << tokens;
    ASSERT_EQ(audio_tokens(Seconds(static_cast<double>(tokens) / 12.5)), expected) << tokens;
    ASSERT_EQ(audio_tokens(added), expected) << tokens;
  }
}

// A token is 1280 samples of what we hear and 1920 of what we speak: every count of samples must
// come out as in whole numbers.
TEST(AudioTokens, NoSampleCountIsRoundedAmiss) {
  for (const std::int64_t rate_hz : {16'000, 24'000}) {
    const std::int64_t samples_a_token = rate_hz * 2 / 25;
    for (std::int64_t samples = rate_hz; samples < 100 * rate_hz; ++samples) {
      const Seconds duration(static_cast<double>(samples) / static_cast<double>(rate_hz));
      ASSERT_EQ(audio_tokens(duration), (samples + samples_a_token - 1) / samples_a_token)
          << samples;
    }
  }
}

}  // namespace
}  // namespace dragoman::core

#include "engines/time_stretch.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "engines/voice_test.h"

namespace dragoman::engines {
namespace {

constexpr int kRate = 24000;

TEST(Stretched, GivesTheLengthAndKeepsThePitch) {
  for (const double pitch : {90.0, 220.0}) {
    const auto voice = made_up_voice(2, pitch, kRate);
    const auto before = median_pitch_hz(voice, kRate);
    EXPECT_NEAR(before, 1.25 * pitch, 0.05 * pitch);
    for (const double rate : {0.5, 0.9, 1.4, 2.0}) {
      const auto wanted = static_cast<std::size_t>(static_cast<double>(voice.size()) / rate);
      const auto other = stretched(voice, wanted, kRate);
      ASSERT_TRUE(other.ok());
      EXPECT_EQ(other->size(), wanted);
      EXPECT_NEAR(median_pitch_hz(*other, kRate), before, 0.03 * before) << pitch << " " << rate;
    }
  }
}

TEST(Stretched, NothingIsCutOff) {
  auto voice = made_up_voice(2, 150, kRate);
  voice.resize(voice.size() + 1200, 0.0F);  // air
  for (const double rate : {0.5, 0.8, 1.3, 2.0}) {
    const auto wanted = static_cast<std::size_t>(static_cast<double>(voice.size()) / rate);
    const auto other = stretched(voice, wanted, kRate).value();
    const auto last = std::find_if(other.rbegin(), other.rend(), [](float s) { return s > 0.02F; });
    const auto quiet_s = static_cast<double>(last - other.rbegin()) / kRate;
    const auto usual_s = 0.05 / rate + 0.02;  // the last syllable ends softly
    EXPECT_NEAR(quiet_s, usual_s, 0.04) << rate;
    EXPECT_LT(largest_step(other), 1.5F * largest_step(voice)) << rate;
  }
}

TEST(Stretched, LeavesAlmostTheSameLengthAlone) {
  const auto voice = made_up_voice(1, 150, kRate);
  const auto same = stretched(voice, voice.size(), kRate).value();
  EXPECT_EQ(same, voice);
  const auto longer = stretched(voice, voice.size() + 20, kRate).value();
  EXPECT_TRUE(std::equal(voice.begin(), voice.end(), longer.begin()));
  EXPECT_EQ(longer.size(), voice.size() + 20);
}

TEST(Stretched, TakesNothingAndLittle) {
  EXPECT_TRUE(stretched({}, 100, kRate)->empty());
  EXPECT_TRUE(stretched(std::vector<float>(100, 0.1F), 0, kRate)->empty());
  EXPECT_EQ(stretched(std::vector<float>(3, 0.1F), 6, kRate)->size(), 6U);
}

}  // namespace
}  // namespace dragoman::engines

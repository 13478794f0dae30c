#include "pipeline/leveller.h"

#include <vector>

#include <gtest/gtest.h>

namespace dragoman::pipeline {
namespace {

void push(Leveller& leveller, float amplitude, int windows) {
  const std::vector<float> window(512, amplitude);
  for (int i = 0; i < windows; ++i) leveller.push(window);
}

TEST(Leveller, LeavesLoudSoundAlone) {
  Leveller leveller;
  push(leveller, 0.2F, 40);
  EXPECT_EQ(leveller.gain(0), 1.0F);
  EXPECT_EQ(leveller.gain(39), 1.0F);
}

TEST(Leveller, RaisesQuietSoundToTheSpokenLevel) {
  Leveller leveller;
  push(leveller, 0.003F, 40);
  EXPECT_NEAR(leveller.gain(5), 10.0F, 0.1F);
}

TEST(Leveller, NeverRaisesPastItsLimit) {
  Leveller leveller;
  push(leveller, 0.0F, 5);
  EXPECT_EQ(leveller.gain(0), 63.0F);
}

TEST(Leveller, APauseInLoudSpeechStaysQuiet) {
  Leveller leveller;
  push(leveller, 0.2F, 20);
  push(leveller, 0.001F, 15);
  push(leveller, 0.2F, 20);
  EXPECT_EQ(leveller.gain(27), 1.0F);
}

TEST(Leveller, FollowsAChangeOfLevelWithinItsReach) {
  Leveller leveller;
  push(leveller, 0.2F, 100);
  push(leveller, 0.001F, 100);
  EXPECT_EQ(leveller.gain(90), 1.0F);
  EXPECT_NEAR(leveller.gain(100 + Leveller::kReach), 30.0F, 0.1F);
}

TEST(Leveller, WithoutSoundThereIsNothingToRaise) {
  Leveller leveller;
  EXPECT_EQ(leveller.gain(0), 1.0F);
}

}  // namespace
}  // namespace dragoman::pipeline

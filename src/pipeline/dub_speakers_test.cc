#include "pipeline/dub_speakers.h"

#include <cmath>
#include <numbers>
#include <random>

#include <gmock/gmock.h>

#include "core/audio.h"
#include "engines/fake/fake_engines.h"

namespace dragoman::pipeline {
namespace {

using core::Language;
using core::Seconds;
using testing::Each;
using testing::ElementsAre;

// As a throat makes it: a tone with overtones that grow weaker, and a little noise.
std::vector<float> voice(double pitch_hz, double seconds, double noise = 0.02) {
  std::mt19937 random(3);
  std::normal_distribution<double> hiss(0, noise);
  std::vector<float> samples(static_cast<std::size_t>(seconds * core::kListenRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / core::kListenRateHz;
    double value = hiss(random);
    for (int overtone = 1; overtone <= 8; ++overtone) {
      value += 0.2 / overtone * std::sin(2 * std::numbers::pi * pitch_hz * overtone * t);
    }
    samples[i] = static_cast<float>(value);
  }
  return samples;
}

TEST(Pitch, IsFoundFromLowMenToHighWomen) {
  for (const double pitch : {75.0, 110.0, 165.0, 220.0, 310.0, 380.0}) {
    EXPECT_NEAR(12 * std::log2(pitch_hz(voice(pitch, 1)) / pitch), 0, 0.6) << pitch;
  }
}

TEST(Pitch, SilenceAndNoiseHaveNone) {
  EXPECT_EQ(pitch_hz(std::vector<float>(16000, 0.0F)), 0);
  EXPECT_EQ(pitch_hz({}), 0);
  auto noise = voice(200, 1, 5.0);
  EXPECT_EQ(pitch_hz(noise), 0);
}

std::vector<int> group(const std::vector<double>& pitches) {
  std::vector<VoicePrint> prints;
  for (const double pitch : pitches) prints.push_back({pitch, 2});
  return group_speakers(prints);
}

TEST(Speakers, AManAndAWomanAreTwoInTheOrderOfTheirFirstWords) {
  EXPECT_THAT(group({210, 110, 200, 118, 215, 104}), ElementsAre(0, 1, 0, 1, 0, 1));
}

TEST(Speakers, ThreeAreThree) {
  EXPECT_THAT(group({100, 150, 250, 102, 148, 255, 98, 152}), ElementsAre(0, 1, 2, 0, 1, 2, 0, 1));
}

TEST(Speakers, OneWhoWaversIsOne) {
  EXPECT_THAT(group({180, 190, 200, 210, 220, 205, 195, 185}), Each(0));
}

TEST(Speakers, ALineWithoutPitchIsTheSpeakersBeforeIt) {
  EXPECT_THAT(group({0, 210, 110, 0, 205, 112}), ElementsAre(0, 0, 1, 1, 0, 1));
}

TEST(Speakers, AWordOfAnotherPitchIsNoSpeaker) {
  std::vector<VoicePrint> prints{{200, 5}, {205, 4}, {110, 0.4}, {198, 3}};
  EXPECT_THAT(group_speakers(prints), Each(0));
  EXPECT_TRUE(group_speakers({}).empty());
}

class VoicesTest : public testing::Test {
 protected:
  VoicesTest() {
    engines::fake::Script script;
    for (const auto* id : {"low", "other_low"}) {
      script.voices.push_back({id, {Language::kPortuguese}, "fake-voices", core::Sex::kMan});
    }
    script.voices.push_back({"high", {Language::kPortuguese}, "fake-voices", core::Sex::kWoman});
    engines_ =
        std::make_unique<Engines>(engines::fake::make_engine_set(script),
                                  VoiceStandIns{{"Cherry", {{Language::kPortuguese, "high"}}}});
    settings_.target = Language::kPortuguese;
    for (const int speaker : {0, 1, 2}) {
      lines_.push_back({});
      lines_.back().speaker = speaker;
    }
  }
  std::vector<std::string> voices() const {
    std::vector<std::string> out;
    for (const auto& line : lines_) out.push_back(line.voice);
    return out;
  }

  std::unique_ptr<Engines> engines_;
  core::DubSettings settings_;
  std::vector<core::DubLine> lines_;
};

TEST_F(VoicesTest, WithoutSpeakersOneVoiceSaysAll) {
  ASSERT_TRUE(choose_voices(settings_, "Cherry", {}, *engines_, lines_).ok());
  EXPECT_THAT(voices(), Each("high"));
}

TEST_F(VoicesTest, EachSpeakerHasAVoiceOfItsPitch) {
  const std::vector<double> pitches{110, 220, 120};
  ASSERT_TRUE(choose_voices(settings_, "Cherry", pitches, *engines_, lines_).ok());
  EXPECT_THAT(voices(), ElementsAre("fake_pt", "high", "low"));
}

TEST_F(VoicesTest, NamedVoicesGoInTurn) {
  settings_.voices = {"low", "Cherry"};
  ASSERT_TRUE(
      choose_voices(settings_, "fake_pt", std::vector<double>{1, 2}, *engines_, lines_).ok());
  EXPECT_THAT(voices(), ElementsAre("low", "high", "low"));
}

TEST_F(VoicesTest, ALineMayNameItsOwnAndAnUnknownOneIsRefused) {
  lines_[1].voice = "other_low";
  ASSERT_TRUE(choose_voices(settings_, "Cherry", {}, *engines_, lines_).ok());
  EXPECT_THAT(voices(), ElementsAre("high", "other_low", "high"));
  lines_[1].voice = "nobody";
  EXPECT_EQ(choose_voices(settings_, "Cherry", {}, *engines_, lines_).error().kind,
            base::ErrorKind::kVoiceUnsupported);
}

}  // namespace
}  // namespace dragoman::pipeline

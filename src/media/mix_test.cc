#include "media/mix.h"

#include <cmath>
#include <numbers>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/audio.h"

namespace dragoman::media {
namespace {

using Channel = std::vector<float>;

Channel tone(double seconds, double amplitude = 0.5, double hertz = 440) {
  Channel samples(static_cast<std::size_t>(seconds * core::kListenRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i);
    samples[i] = static_cast<float>(amplitude * std::sin(phase / core::kListenRateHz));
  }
  return samples;
}

Channel noise(double seconds, double deviation, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, static_cast<float>(deviation));
  Channel samples(static_cast<std::size_t>(seconds * core::kListenRateHz));
  for (auto& sample : samples) sample = std::clamp(normal(random), -1.0F, 1.0F);
  return samples;
}

Channel negative(Channel samples) {
  for (auto& sample : samples) sample = -sample;
  return samples;
}

Channel joined(Channel first, const Channel& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// What comes of the channels in blocks of `block` samples.
Channel mix(ChannelMix& mixer, const std::vector<Channel>& channels, std::size_t block = 320) {
  Channel out;
  for (std::size_t at = 0; at < channels[0].size(); at += block) {
    std::vector<const float*> here;
    for (const auto& channel : channels) here.push_back(channel.data() + at);
    mixer.add(here, std::min(block, channels[0].size() - at), out);
  }
  return out;
}

Channel mix(const std::vector<Channel>& channels, std::size_t block = 320) {
  ChannelMix mixer(std::vector<double>(channels.size(), 1.0));
  return mix(mixer, channels, block);
}

double level(const Channel& samples, double from_s, double to_s) {
  double sum = 0;
  const auto begin = static_cast<std::size_t>(from_s * core::kListenRateHz);
  const auto end = static_cast<std::size_t>(to_s * core::kListenRateHz);
  for (auto i = begin; i < end; ++i) sum += static_cast<double>(samples[i]) * samples[i];
  return std::sqrt(sum / static_cast<double>(end - begin));
}

constexpr double kToneLevel = 0.35355;  // 0.5 / sqrt(2)

TEST(ChannelMix, LeavesOneChannelAsItIs) {
  const auto voice = tone(0.3);
  EXPECT_EQ(mix({voice}), voice);
  EXPECT_EQ(mix({voice}, 1), voice);
  EXPECT_EQ(mix({voice}, voice.size()), voice);
}

TEST(ChannelMix, AveragesEqualChannels) {
  const auto voice = tone(0.3);
  EXPECT_EQ(mix({voice, voice}), voice);
  EXPECT_THAT(mix({voice, voice, voice}), ::testing::Pointwise(::testing::FloatNear(1e-6F), voice));
}

TEST(ChannelMix, ASilentChannelTakesNothingAway) {
  const auto voice = tone(0.3);
  const Channel silence(voice.size());
  EXPECT_EQ(mix({voice, silence}), voice);
  EXPECT_EQ(mix({silence, voice}), voice);
  EXPECT_EQ(mix({silence, silence, voice, silence}), voice);
  EXPECT_EQ(mix({silence, silence}), silence);
}

TEST(ChannelMix, NorDoesOneThatOnlyHisses) {
  const auto hissing = [](unsigned seed) { return noise(2, 0.001, seed); };
  auto voice = hissing(1);
  const auto speech = tone(1);
  for (std::size_t i = 0; i < speech.size(); ++i) voice[voice.size() / 2 + i] += speech[i];
  const auto mixed = mix({voice, hissing(2)});
  EXPECT_NEAR(level(mixed, 0.1, 0.9), 0.001 / std::sqrt(2), 0.0001);
  EXPECT_NEAR(level(mixed, 1.02, 2), kToneLevel, 0.003);
}

TEST(ChannelMix, OppositePhasesAreSubtracted) {
  const auto voice = tone(1);
  EXPECT_THAT(mix({voice, negative(voice)}),
              ::testing::Pointwise(::testing::FloatNear(1e-6F), voice));
  // One of them at half the level, and in noise of its own.
  auto quiet = noise(1, 0.02, 3);
  for (std::size_t i = 0; i < quiet.size(); ++i) quiet[i] -= 0.5F * voice[i];
  EXPECT_NEAR(level(mix({voice, quiet}), 0.1, 1), kToneLevel, 0.01);
}

TEST(ChannelMix, ThePhaseMayChange) {
  const auto voice = tone(3);
  const auto mixed = mix({joined(voice, voice), joined(voice, negative(voice))});
  EXPECT_NEAR(level(mixed, 1, 3), kToneLevel, 0.001);
  EXPECT_NEAR(level(mixed, 4.5, 6), kToneLevel, 0.001);
}

TEST(ChannelMix, WideSoundIsNotTakenForOppositePhase) {
  const auto mixed = mix({noise(2, 0.1, 4), noise(2, 0.1, 5)});
  EXPECT_NEAR(level(mixed, 0, 2), 0.1 / std::sqrt(2), 0.003);
  // A voice in the middle, somewhat louder than what is around it.
  auto left = noise(2, 0.1, 6);
  auto right = negative(left);
  const auto voice = tone(2, 0.2);
  for (std::size_t i = 0; i < voice.size(); ++i) {
    left[i] += voice[i];
    right[i] += voice[i];
  }
  EXPECT_THAT(mix({left, right}), ::testing::Pointwise(::testing::FloatNear(0.02F), voice));
}

TEST(ChannelMix, WeightsHoldWhereSeveralSpeak) {
  ChannelMix mixer({1.0, 0.5, 0.0});
  const auto mixed = mix(mixer, {tone(1, 0.4), Channel(16000, 0.4F), tone(1, 0.9, 3000)});
  double sum = 0;
  for (std::size_t i = 4000; i < 12000; ++i) sum += mixed[i];
  EXPECT_NEAR(sum / 8000, 0.4 * 0.5 / (0.5 + std::sqrt(0.5)), 0.002);
  EXPECT_EQ(mix({Channel(100, 0.5F), Channel(100, 0.5F)}), Channel(100, 0.5F));
}

TEST(ChannelMix, WithoutWeightsAllCountAlike) {
  ChannelMix mixer({0.0, 0.0});
  EXPECT_EQ(mix(mixer, {Channel(100, 0.5F), Channel(100, 0.5F)}), Channel(100, 0.5F));
}

TEST(ChannelMix, NeitherClicksNorLeavesItsRange) {
  const auto loud = tone(1, 1.0, 50);
  const Channel silence(loud.size());
  const auto mixed = mix({joined(loud, loud), joined(silence, loud)});
  float highest = 0;
  float steepest = 0;
  for (std::size_t i = 1; i < mixed.size(); ++i) {
    highest = std::max(highest, std::abs(mixed[i]));
    steepest = std::max(steepest, std::abs(mixed[i] - mixed[i - 1]));
  }
  EXPECT_LE(highest, 1.0F);
  EXPECT_LT(steepest, 0.05F);
}

}  // namespace
}  // namespace dragoman::media

#include "engines/ctranslate2/whisper_mel.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::engines::ctranslate2 {
namespace {

constexpr double kPi = std::numbers::pi;

std::vector<float> sounds(std::size_t count) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / 16000;
    samples[i] = static_cast<float>(0.4 * std::sin(2 * kPi * (200 + 3000 * t) * t) +
                                    0.1 * std::sin(2 * kPi * 6100 * t) * (i % 7 == 0 ? 1 : 0.2));
  }
  return samples;
}

// The definition, term by term: a direct Fourier sum and the triangles of the published filter
// bank.
std::vector<double> reference(const std::vector<float>& samples, std::size_t bands,
                              std::size_t frames) {
  const auto mel = [](double hz) {
    return hz < 1000 ? hz * 3 / 200 : 15 + std::log(hz / 1000) / (std::log(6.4) / 27);
  };
  const auto hz = [](double m) {
    return m < 15 ? m * 200 / 3 : 1000 * std::exp((m - 15) * (std::log(6.4) / 27));
  };
  std::vector<double> values(bands * frames);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    std::vector<double> power;
    for (int bin = 0; bin <= 200; ++bin) {
      std::complex<double> sum = 0;
      for (int i = 0; i < 400; ++i) {
        const auto at = static_cast<std::size_t>(std::abs(static_cast<int>(frame) * 160 - 200 + i));
        const double hann = 0.5 - 0.5 * std::cos(2 * kPi * i / 400);
        const double x = at < samples.size() ? static_cast<double>(samples[at]) : 0.0;
        sum += x * hann * std::polar(1.0, -2 * kPi * bin * i / 400);
      }
      power.push_back(std::norm(sum));
    }
    for (std::size_t b = 0; b < bands; ++b) {
      const auto edge = [&](std::size_t i) {
        return hz(mel(8000) * static_cast<double>(b + i) / static_cast<double>(bands + 1));
      };
      double sum = 0;
      for (int bin = 0; bin <= 200; ++bin) {
        const double up = (bin * 40.0 - edge(0)) / (edge(1) - edge(0));
        const double down = (edge(2) - bin * 40.0) / (edge(2) - edge(1));
        sum += std::max(0.0, std::min(up, down)) * 2 / (edge(2) - edge(0)) *
               power[static_cast<std::size_t>(bin)];
      }
      values[b * frames + frame] = std::log10(std::max(sum, 1e-10));
    }
  }
  const double floor = *std::max_element(values.begin(), values.end()) - 8;
  for (double& value : values) value = (std::max(value, floor) + 4) / 4;
  return values;
}

class LogMelOf : public testing::TestWithParam<std::size_t> {};

TEST_P(LogMelOf, MatchesItsDefinition) {
  const auto samples = sounds(3210);
  LogMel mel(GetParam());
  const auto result = mel.compute(samples, 30);  // ten frames of silence behind the sound
  const auto expected = reference(samples, GetParam(), 30);
  ASSERT_EQ(result.bands, GetParam());
  ASSERT_EQ(result.frames, 30U);
  ASSERT_EQ(result.values.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(result.values[i]), expected[i], 2e-4) << "value " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Bands, LogMelOf, testing::Values(80, 128));

TEST(LogMel, SilenceIsFlat) {
  LogMel mel(80);
  for (const auto& samples :
       {std::vector<float>(), std::vector<float>(1), std::vector<float>(1600)}) {
    const auto result = mel.compute(samples, 12);
    ASSERT_EQ(result.values.size(), 80U * 12);
    for (const float value : result.values) EXPECT_FLOAT_EQ(value, -1.5F);
  }
}

TEST(LogMel, WhatLiesBeyondTheFramesDoesNotCount) {
  LogMel mel(80);
  const auto samples = sounds(16000);
  const auto cut = mel.compute(samples, 50);
  const auto exact = mel.compute(std::vector<float>(samples.begin(), samples.begin() + 8200), 50);
  EXPECT_EQ(cut.values, exact.values);
}

TEST(LogMel, RemembersNothingOfTheCallBefore) {
  LogMel mel(80), fresh(80);
  const auto samples = sounds(4000);
  (void)mel.compute(sounds(9000), 60);
  EXPECT_EQ(mel.compute(samples, 40).values, fresh.compute(samples, 40).values);
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2

#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

namespace dragoman::engines {

/// What a voice might be: twelve harmonics of a pitch that rises by half from `pitch_hz`, in
/// syllables of a fifth of a second.
inline std::vector<float> made_up_voice(double seconds, double pitch_hz, int rate_hz,
                                        double amplitude = 0.3) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * rate_hz));
  double phase = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / rate_hz;
    const double pitch = pitch_hz * (1 + 0.5 * t / seconds);
    phase += 2 * std::numbers::pi * pitch / rate_hz;
    double sample = 0;
    for (int k = 1; k <= 12; ++k) sample += std::sin(k * phase) / k;
    const double syllable = std::pow(std::sin(std::numbers::pi * t / 0.2), 2);
    samples[i] = static_cast<float>(amplitude * 0.3 * syllable * sample);
  }
  return samples;
}

/// The median fundamental frequency of speech: the strongest peak of the normalised autocorrelation
/// between 65 and 400 Hz, of windows of 40 ms where it is above 0.6.
inline double median_pitch_hz(std::span<const float> speech, int rate_hz) {
  const auto window = static_cast<std::size_t>(0.04 * rate_hz);
  const auto shortest = static_cast<std::size_t>(rate_hz / 400);
  const auto longest = static_cast<std::size_t>(rate_hz / 65);
  std::vector<double> pitches;
  for (std::size_t at = 0; at + window + longest < speech.size(); at += window / 5) {
    std::vector<double> likeness(longest + 1, 0.0);
    for (auto lag = shortest; lag <= longest; ++lag) {
      double product = 0;
      double here = 1e-6;
      double there = 1e-6;
      for (std::size_t i = at; i < at + window; i += 3) {
        product += static_cast<double>(speech[i]) * speech[i + lag];
        here += static_cast<double>(speech[i]) * speech[i];
        there += static_cast<double>(speech[i + lag]) * speech[i + lag];
      }
      likeness[lag] = product / std::sqrt(here * there);
    }
    const auto best = *std::ranges::max_element(likeness);
    if (best < 0.6) continue;
    // Twice the period is as alike: the first peak that is nearly the best.
    for (auto lag = shortest + 1; lag < longest; ++lag) {
      if (likeness[lag] < 0.9 * best || likeness[lag] < likeness[lag - 1] ||
          likeness[lag] < likeness[lag + 1]) {
        continue;
      }
      pitches.push_back(static_cast<double>(rate_hz) / static_cast<double>(lag));
      break;
    }
  }
  if (pitches.empty()) return 0;
  const auto middle = pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 2);
  std::ranges::nth_element(pitches, middle);
  return *middle;
}

/// The largest step between neighbouring samples.
inline float largest_step(std::span<const float> samples) {
  float largest = 0;
  for (std::size_t i = 1; i < samples.size(); ++i)
    largest = std::max(largest, std::abs(samples[i] - samples[i - 1]));
  return largest;
}

/// The mean square of what second differences leave, which is high frequencies alone: a click.
inline double click_energy(std::span<const float> samples) {
  double energy = 0;
  for (std::size_t i = 2; i < samples.size(); ++i) {
    const double difference = samples[i] - 2.0 * samples[i - 1] + samples[i - 2];
    energy += difference * difference;
  }
  return samples.empty() ? 0 : energy / static_cast<double>(samples.size());
}

}  // namespace dragoman::engines

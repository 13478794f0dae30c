#include "engines/samples.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace dragoman::engines {

namespace {

constexpr double kWindowSeconds = 0.01;
constexpr double kFadeSeconds = 0.005;
constexpr double kQuietSeconds = 0.05;
constexpr float kAudible = 0.005F;

double energy(std::span<const float> window) {
  double sum = 0;
  for (const auto sample : window) sum += static_cast<double>(sample) * sample;
  return sum;
}

bool audible(std::span<const float> window) {
  return std::sqrt(energy(window) / static_cast<double>(window.size())) > kAudible;
}

std::size_t samples_in(double seconds, int rate_hz) {
  return static_cast<std::size_t>(std::lround(seconds * rate_hz));
}

}  // namespace

SampleRange audible_range(std::span<const float> samples, int rate_hz) {
  const auto window = std::max<std::size_t>(samples_in(kWindowSeconds, rate_hz), 1);
  SampleRange range{samples.size(), 0};
  for (std::size_t at = 0; at < samples.size(); at += window) {
    const auto length = std::min(window, samples.size() - at);
    if (!audible(samples.subspan(at, length))) continue;
    range.begin = std::min(range.begin, at);
    range.end = at + length;
  }
  return range.begin < range.end ? range : SampleRange();
}

std::span<const float> without_silence(std::span<const float> samples, int rate_hz) {
  const auto range = audible_range(samples, rate_hz);
  if (range.end == 0) return {};
  const auto air = samples_in(kAirSeconds, rate_hz);
  const auto begin = range.begin - std::min(range.begin, air);
  return samples.subspan(begin, std::min(range.end + air, samples.size()) - begin);
}

std::size_t quietest_near_middle(std::span<const float> samples, int rate_hz) {
  const auto window = std::max<std::size_t>(samples_in(kQuietSeconds, rate_hz), 1);
  std::size_t best = samples.size() / 2;
  double least = std::numeric_limits<double>::infinity();
  for (auto at = samples.size() / 3; at + window <= samples.size() * 2 / 3; at += window) {
    const double found = energy(samples.subspan(at, window));
    if (found >= least) continue;
    least = found;
    best = at + window / 2;
  }
  return best;
}

base::Status check_samples(std::span<const float> samples) {
  if (std::ranges::all_of(samples, [](float sample) { return std::isfinite(sample); })) return {};
  return base::Error{base::ErrorKind::kInternal, "A speech model gave no sound.",
                     "a sample is no number"};
}

void fade_ends(std::span<float> samples, int rate_hz) {
  const auto length = std::min(samples_in(kFadeSeconds, rate_hz), samples.size() / 2);
  for (std::size_t i = 0; i < length; ++i) {
    const auto part = static_cast<double>(i) / static_cast<double>(length);
    const auto gain = static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * part));
    samples[i] *= gain;
    samples[samples.size() - 1 - i] *= gain;
  }
}

}  // namespace dragoman::engines

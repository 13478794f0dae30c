#include "engines/samples.h"

#include <algorithm>
#include <cmath>

namespace dragoman::engines {

namespace {

constexpr double kWindowSeconds = 0.01;
constexpr float kAudible = 0.005F;

bool audible(std::span<const float> window) {
  double energy = 0;
  for (const auto sample : window) energy += static_cast<double>(sample) * sample;
  return std::sqrt(energy / static_cast<double>(window.size())) > kAudible;
}

std::size_t samples_in(double seconds, int rate_hz) {
  return static_cast<std::size_t>(std::lround(seconds * rate_hz));
}

}  // namespace

std::span<const float> without_silence(std::span<const float> samples, int rate_hz) {
  const auto window = std::max<std::size_t>(samples_in(kWindowSeconds, rate_hz), 1);
  const auto air = samples_in(kAirSeconds, rate_hz);
  auto begin = samples.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < samples.size(); at += window) {
    const auto length = std::min(window, samples.size() - at);
    if (!audible(samples.subspan(at, length))) continue;
    begin = std::min(begin, at);
    end = at + length;
  }
  if (begin >= end) return {};
  begin -= std::min(begin, air);
  end = std::min(end + air, samples.size());
  return samples.subspan(begin, end - begin);
}

base::Status clamp_samples(std::span<float> samples) {
  for (auto& sample : samples) {
    if (!std::isfinite(sample)) {
      return base::Error{base::ErrorKind::kInternal, "A speech model gave no sound.",
                         "a sample is no number"};
    }
    sample = std::clamp(sample, -1.0F, 1.0F);
  }
  return {};
}

void append_pause(std::vector<float>& samples, double seconds, int rate_hz) {
  samples.resize(samples.size() + samples_in(seconds, rate_hz), 0.0F);
}

}  // namespace dragoman::engines

#include "engines/resample.h"

#include <soxr.h>

#include <cmath>

namespace dragoman::engines {

base::Result<std::vector<float>> resample(std::span<const float> samples, int from_hz, int to_hz) {
  const auto ratio = static_cast<double>(to_hz) / from_hz;
  std::vector<float> result(
      static_cast<std::size_t>(std::lround(static_cast<double>(samples.size()) * ratio)));
  if (samples.empty() || from_hz == to_hz) {
    return std::vector<float>(samples.begin(), samples.end());
  }
  const auto quality = soxr_quality_spec(SOXR_HQ, 0);
  const auto threads = soxr_runtime_spec(1);
  std::size_t written = 0;
  const auto* error =
      soxr_oneshot(from_hz, to_hz, 1, samples.data(), samples.size(), nullptr, result.data(),
                   result.size(), &written, nullptr, &quality, &threads);
  if (error != nullptr) {
    return base::Error{base::ErrorKind::kInternal, "Speech could not be resampled.", error};
  }
  result.resize(written);
  return result;
}

}  // namespace dragoman::engines

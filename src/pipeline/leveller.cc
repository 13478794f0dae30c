#include "pipeline/leveller.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dragoman::pipeline {

namespace {

constexpr float kSpokenLevel = 0.03F;  // root mean square of speech as people record it: -30 dBFS
constexpr float kMaxGain = 63.0F;

}  // namespace

void Leveller::push(std::span<const float> window) {
  const float energy = std::inner_product(window.begin(), window.end(), window.begin(), 0.0F);
  mean_squares_.push_back(energy / static_cast<float>(std::max<std::size_t>(window.size(), 1)));
}

float Leveller::gain(std::int64_t window) {
  for (; first_ < window - kReach && !mean_squares_.empty(); ++first_) mean_squares_.pop_front();
  const auto count = std::min<std::int64_t>(window + kReach + 1 - first_,
                                            static_cast<std::int64_t>(mean_squares_.size()));
  if (count <= 0) return 1.0F;
  const float sum = std::accumulate(mean_squares_.begin(), mean_squares_.begin() + count, 0.0F);
  const float level = std::sqrt(sum / static_cast<float>(count));
  return std::clamp(kSpokenLevel / std::max(level, 1e-9F), 1.0F, kMaxGain);
}

}  // namespace dragoman::pipeline

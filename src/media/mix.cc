#include "media/mix.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/audio.h"

namespace dragoman::media {

namespace {

constexpr double kMemory = core::kListenRateHz;         // samples; the time constant
constexpr double kGlide = 100.0 / core::kListenRateHz;  // of a gain in a sample, so nothing clicks
constexpr double kCertain = 0.5;                        // a correlation that tells the phase

double product(const float* a, const float* b, std::size_t count) {
  return std::inner_product(a, a + count, b, 0.0);
}

}  // namespace

ChannelMix::ChannelMix(std::vector<double> weights)
    : weights_(std::move(weights)), energy_(weights_.size()) {
  if (std::accumulate(weights_.begin(), weights_.end(), 0.0) <= 0) {
    std::fill(weights_.begin(), weights_.end(), 1.0);
  }
}

void ChannelMix::add(std::span<const float* const> channels, std::size_t count,
                     std::vector<float>& out) {
  if (count == 0) return;
  listen(channels, count);
  const auto target = gains();
  if (gains_.empty()) gains_ = target;
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < channels.size(); ++c) {
      gains_[c] += std::clamp(target[c] - gains_[c], -kGlide, kGlide);
      sum += gains_[c] * static_cast<double>(channels[c][i]);
    }
    out.push_back(static_cast<float>(std::clamp(sum, -1.0, 1.0)));
  }
}

void ChannelMix::listen(std::span<const float* const> channels, std::size_t count) {
  const double kept = std::exp(-static_cast<double>(count) / kMemory);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    energy_[c] = kept * energy_[c] + product(channels[c], channels[c], count);
  }
  if (channels.size() != 2) return;
  product_ = kept * product_ + product(channels[0], channels[1], count);
  const double certain = kCertain * std::sqrt(energy_[0] * energy_[1]);
  if (std::abs(product_) > certain) opposite_ = product_ < 0;
}

std::vector<double> ChannelMix::gains() {
  double loudest = 0;
  for (std::size_t c = 0; c < weights_.size(); ++c) {
    if (weights_[c] > 0) loudest = std::max(loudest, energy_[c]);
  }
  double divisor = 0;
  for (std::size_t c = 0; c < weights_.size(); ++c) {
    divisor += weights_[c] * (loudest > 0 ? std::sqrt(energy_[c] / loudest) : 1.0);
  }
  auto gains = weights_;
  for (auto& gain : gains) gain /= divisor;
  if (opposite_) gains.back() = -gains.back();
  return gains;
}

}  // namespace dragoman::media

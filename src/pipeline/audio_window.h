#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/audio.h"

namespace dragoman::pipeline {

/// The part of the recording that a coming utterance may still need.
class AudioWindow {
 public:
  void append(std::span<const float> samples) {
    samples_.insert(samples_.end(), samples.begin(), samples.end());
  }

  // Drops in large steps, so that moving the rest stays cheap.
  void drop_before(std::int64_t sample) {
    constexpr std::int64_t kStep = 4LL * core::kListenRateHz;
    const auto count = std::min(sample - first_, static_cast<std::int64_t>(samples_.size()));
    if (count < kStep) return;
    samples_.erase(samples_.begin(), samples_.begin() + count);
    first_ += count;
  }

  [[nodiscard]] std::int64_t end() const {
    return first_ + static_cast<std::int64_t>(samples_.size());
  }

  [[nodiscard]] std::span<const float> slice(std::int64_t begin, std::int64_t end) const {
    const auto from = static_cast<std::size_t>(std::max<std::int64_t>(begin - first_, 0));
    const auto to = std::min(static_cast<std::size_t>(end - first_), samples_.size());
    return std::span(samples_).subspan(from, to - from);
  }

 private:
  std::vector<float> samples_;
  std::int64_t first_ = 0;
};

}  // namespace dragoman::pipeline

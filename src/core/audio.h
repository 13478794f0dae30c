#pragma once

#include <vector>

#include "core/time.h"

namespace dragoman::core {

inline constexpr int kListenRateHz =
    16000;                                  ///< What voice activity detection and recognisers take.
inline constexpr int kSpeakRateHz = 24000;  ///< What synthesisers give and clients get.

/// Mono samples in [-1, 1]; owns them.
struct AudioBlock {
  std::vector<float> samples;
  int rate_hz = kListenRateHz;
  Seconds start{0};  ///< Position of the first sample.

  [[nodiscard]] Seconds length() const {
    return Seconds(static_cast<double>(samples.size()) / rate_hz);
  }
};

}  // namespace dragoman::core

#pragma once

#include <span>
#include <vector>

#include "base/result.h"

namespace dragoman::engines {

/// Mono samples at another rate (libsoxr, high quality, linear phase): round(n * to / from) of
/// them. Safe from any thread. Error: kInternal.
[[nodiscard]] base::Result<std::vector<float>> resample(std::span<const float> samples, int from_hz,
                                                        int to_hz);

}  // namespace dragoman::engines

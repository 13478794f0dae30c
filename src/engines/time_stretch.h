#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace dragoman::engines {

/// Mono speech of another length at the same pitch: exactly `wanted` samples, at least one tenth
/// and at most ten times as many as there are. Sonic (Bill Cox's PICOLA: pitch periods between 65
/// and 400 Hz are merged or repeated) does the stretching; what it misses by, less than a pitch
/// period, is taken from the end or put there as silence, so speech should end with a little air
/// (samples.h). A change of less than a fifth of a percent is made there alone. Samples in [-1, 1];
/// they come back rounded to 16 bit where Sonic ran. Safe from any thread. Error: kInternal.
[[nodiscard]] base::Result<std::vector<float>> stretched(std::span<const float> speech,
                                                         std::size_t wanted, int rate_hz);

}  // namespace dragoman::engines

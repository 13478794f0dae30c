#pragma once

#include <cstdint>

#include "core/time.h"

namespace dragoman::core {

inline constexpr double kAudioTokensPerSecond = 12.5;

/// What one direction's sound counts as: 12.5 tokens a second, rounded up once over the whole
/// duration; less than a second counts as one, no sound at all as none. The contract publishes the
/// rate and the minimum; the rounding is ours (docs/accounting.md).
[[nodiscard]] std::int64_t audio_tokens(Seconds duration);

}  // namespace dragoman::core

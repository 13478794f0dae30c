#include "core/accounting.h"

#include <algorithm>
#include <cmath>

namespace dragoman::core {

std::int64_t audio_tokens(Seconds duration) {
  if (!(duration > Seconds(0))) return 0;
  // Far below one sample: a duration that floating point put a hair above the whole must not cost a
  // token.
  constexpr double kRounding = 1e-6;
  const double tokens = std::max(duration.count(), 1.0) * kAudioTokensPerSecond;
  return static_cast<std::int64_t>(std::ceil(tokens - kRounding));
}

}  // namespace dragoman::core

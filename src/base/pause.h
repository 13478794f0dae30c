#pragma once

#include <chrono>

#include "base/cancel.h"
#include "base/result.h"

namespace dragoman::base {

/// Waits that long on the calling thread, or until the token is cancelled or its deadline comes;
/// then as cancel.check().
[[nodiscard]] Status pause_for(std::chrono::milliseconds pause, const CancelToken& cancel);

}  // namespace dragoman::base

#pragma once

#include "app/config.h"
#include "app/console.h"
#include "base/cancel.h"

namespace dragoman::app {

/// `dragoman gateway`: serves in front of `workers` until `stop`, then lets running answers end.
/// Returns the exit status.
[[nodiscard]] int run_gateway(const Config& config, Console& console,
                              const base::CancelToken& stop);

}  // namespace dragoman::app

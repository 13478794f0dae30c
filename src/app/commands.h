#pragma once

#include <string>
#include <vector>

#include "app/config.h"
#include "app/console.h"
#include "base/cancel.h"

namespace dragoman::app {

/// The whole program but for its process: understands the words behind its name, does what they
/// say, and returns the exit status. `cancel` is SIGINT's and SIGTERM's.
[[nodiscard]] int run_command(const std::vector<std::string>& words, const Environment& environment,
                              Console& console, const base::CancelToken& cancel);

}  // namespace dragoman::app

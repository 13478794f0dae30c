#pragma once

#include "app/cli.h"
#include "app/config.h"
#include "app/console.h"

namespace dragoman::app {

/// `dragoman enqueue`: one job an input, an id a line on console.out. A file that changed since is
/// another job. Returns the exit status.
[[nodiscard]] int run_enqueue(const QueueArgs& args, const Config& config, Console& console);

/// `dragoman queue status`, `dead`, `retry` and `cancel`. Returns the exit status: kExitFailed
/// where one of the jobs is not as it was asked to be.
[[nodiscard]] int run_queue(Command command, const QueueArgs& args, const Config& config,
                            Console& console);

}  // namespace dragoman::app

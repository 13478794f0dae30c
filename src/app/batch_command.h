#pragma once

#include "app/cli.h"
#include "app/console.h"
#include "app/serve_command.h"
#include "base/cancel.h"
#include "pipeline/limits.h"

namespace dragoman::app {

/// `dragoman translate` of many recordings: loads the engines once, if there is anything to do, and
/// runs some files at a time through them. What is whole already is passed over. An output takes
/// its name when it is complete, and of what failed or was interrupted nothing stays. One file that
/// fails leaves the others alone.
///
/// Returns the exit status: kExitOk where every file is whole now, kExitFailed where one is not,
/// kExitUsage where nothing could begin for what was asked, kExitInterrupted.
[[nodiscard]] int run_batch(const TranslateArgs& args, const EngineLoader& load,
                            const pipeline::Limits& limits, Console& console,
                            const base::CancelToken& cancel);

}  // namespace dragoman::app

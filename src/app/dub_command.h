#pragma once

#include <functional>
#include <memory>

#include "app/cli.h"
#include "app/console.h"
#include "base/cancel.h"
#include "engines/registry.h"
#include "pipeline/engines.h"
#include "pipeline/limits.h"

namespace dragoman::app {

/// Loads the engines; `around` takes the set and gives the one to be used.
using LoadEngines = std::function<base::Result<std::unique_ptr<pipeline::Engines>>(
    const std::function<engines::EngineSet(engines::EngineSet)>& around)>;

/// `dragoman dub`: checks all that can be checked before work begins, dubs, and puts the film in
/// its place. What was done is kept in a folder beside it (app/dub_folder.h), also when it fails,
/// is interrupted or killed. Returns the exit status. `cancel` is SIGINT's.
[[nodiscard]] int run_dub(const DubArgs& args, const LoadEngines& load,
                          const pipeline::Limits& limits, Console& console,
                          const base::CancelToken& cancel);

}  // namespace dragoman::app

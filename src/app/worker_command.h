#pragma once

#include "app/config.h"
#include "app/console.h"
#include "app/serve_command.h"
#include "base/cancel.h"

namespace dragoman::app {

/// `dragoman worker`: loads the engines, takes jobs from the queue and puts their results into
/// config.queue_results_dir, config.queue_jobs at a time. A Redis that is away is waited for. After
/// `stop` jobs that run have config.grace_period_s; one that has not ended then is given back.
/// `until_empty`: it also ends once no job is left. Returns the exit status.
[[nodiscard]] int run_worker(const Config& config, bool until_empty, const EngineLoader& load,
                             Console& console, const base::CancelToken& stop);

}  // namespace dragoman::app

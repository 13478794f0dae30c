#pragma once

#include <functional>
#include <memory>

#include "app/config.h"
#include "app/console.h"
#include "base/cancel.h"
#include "base/metrics.h"
#include "base/result.h"
#include "pipeline/engines.h"

namespace dragoman::app {

using EngineLoader = std::function<base::Result<std::unique_ptr<pipeline::Engines>>(
    const base::CancelToken& cancel)>;

/// `dragoman serve`: listens, says where on console.err, loads the engines (until then the server
/// answers "not ready"), and serves until `stop` is cancelled; then running answers have
/// config.grace_period_s. `metrics` is what the engines tell of their work too, where they were
/// given it. Returns the exit status.
[[nodiscard]] int run_serve(
    const Config& config, const EngineLoader& load, Console& console, const base::CancelToken& stop,
    std::shared_ptr<base::Metrics> metrics = std::make_shared<base::Metrics>());

}  // namespace dragoman::app

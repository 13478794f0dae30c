#pragma once

#include <functional>

#include "base/cancel.h"
#include "base/result.h"
#include "core/event.h"
#include "core/job.h"
#include "pipeline/coverage.h"

namespace dragoman::api {

/// Runs one job to its end, as pipeline::translate does. Blocks; called from many threads at once.
using TranslateFn =
    std::function<base::Status(const core::Job&, core::EventSink&, const base::CancelToken&)>;

/// Refuses what can be refused before a byte is fetched, as pipeline::validate does. Called from
/// many threads at once.
using ValidateFn = std::function<base::Status(const core::Job&)>;

/// What the routes run on once the engines are loaded.
struct Services {
  TranslateFn translate;
  ValidateFn validate;
  pipeline::Coverage coverage;  ///< What GET /v1/languages tells.
};

}  // namespace dragoman::api

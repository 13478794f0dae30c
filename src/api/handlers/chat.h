#pragma once

#include <functional>

#include "api/http.h"
#include "api/running_job.h"
#include "api/wire/chat_request.h"

namespace dragoman::api {

/// POST /v1/chat/completions: the job's events stream as SSE, or are gathered into one object, as
/// running_job.h says.
[[nodiscard]] std::function<BodyStream()> chat_completions(wire::ChatRequestLimits limits,
                                                           JobRules rules);

}  // namespace dragoman::api

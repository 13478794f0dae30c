#pragma once

#include <chrono>

#include "api/http.h"
#include "api/placed_run.h"
#include "api/services.h"

namespace dragoman::api {

/// GET /v1/realtime, upgraded to a WebSocket: a session in which speech is translated while it is
/// being said (docs/realtime.md). It takes a place as any job does, for as long as it lasts, and
/// ends with PlaceRules::max_job_time, or once the client has said nothing for `idle_time`. What
/// the client sends wrongly is answered with an error event, and the session goes on; where the job
/// fails, an error event comes last.
[[nodiscard]] Handler realtime(PlaceRules rules, FindServices services,
                               std::chrono::milliseconds idle_time);

}  // namespace dragoman::api

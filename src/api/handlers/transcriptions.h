#pragma once

#include <cstdint>
#include <vector>

#include "api/routes.h"
#include "api/running_job.h"
#include "jobs/shelf.h"

namespace dragoman::api {

/// POST /v1/audio/transcriptions and /v1/audio/translations, with `prefix` before them: a form's
/// recording written down, in its own language or another. The recording goes to the temporary
/// folder as it comes, which `space` watches over, and is gone with the answer. `space` must
/// outlive the routes.
[[nodiscard]] std::vector<Route> transcription_routes(std::string_view prefix,
                                                      const JobRules& rules,
                                                      std::uint64_t max_file_bytes,
                                                      jobs::Space& space);

}  // namespace dragoman::api

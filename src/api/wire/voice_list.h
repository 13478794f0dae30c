#pragma once

#include <string>

#include "pipeline/coverage.h"

namespace dragoman::api::wire {

/// The body of GET /v1/voices.
[[nodiscard]] std::string voice_list(const pipeline::Coverage& coverage);

}  // namespace dragoman::api::wire

#pragma once

#include <string>

#include "pipeline/coverage.h"

namespace dragoman::api::wire {

/// `{"object": "list", "data": [...]}`, one entry a language; docs/api.md tells its members.
[[nodiscard]] std::string language_list(const pipeline::Coverage& coverage);

}  // namespace dragoman::api::wire

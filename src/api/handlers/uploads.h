#pragma once

#include <memory>
#include <vector>

#include "api/handlers/stored.h"
#include "api/routes.h"

namespace dragoman::api {

/// /v1/uploads: a file in parts, for lines that break. Each part is kept or not at all; what has
/// come is told, so that one that broke goes on with the next part.
[[nodiscard]] std::vector<Route> upload_routes(std::shared_ptr<Stored> stored);

}  // namespace dragoman::api

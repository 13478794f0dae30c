#pragma once

#include <memory>
#include <vector>

#include "api/handlers/stored.h"
#include "api/routes.h"

namespace dragoman::api {

/// /v1/files: upload by a form, list, show, download, delete.
[[nodiscard]] std::vector<Route> file_routes(std::shared_ptr<Stored> stored);

}  // namespace dragoman::api

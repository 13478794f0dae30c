#pragma once

#include "api/http.h"

namespace dragoman::api {

/// GET /v1/models
[[nodiscard]] Handler list_models();

/// GET /v1/models/{id}: one entry of that list, or 404.
[[nodiscard]] Handler show_model();

}  // namespace dragoman::api

#pragma once

#include <functional>
#include <memory>

#include "api/http.h"
#include "api/services.h"

namespace dragoman::api {

/// GET /v1/languages: what is recognised, spoken and translated, by which models, and how well. 503
/// while `services` gives nothing.
[[nodiscard]] Handler list_languages(std::function<std::shared_ptr<const Services>()> services);

}  // namespace dragoman::api

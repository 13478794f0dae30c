#pragma once

#include <functional>

#include "api/http.h"

namespace dragoman::api {

/// GET /healthz: 200 as long as the process answers.
[[nodiscard]] Handler healthz();

/// GET /readyz: 200 once translations are taken, else 503: for load balancers. `ready` is called
/// from many threads.
[[nodiscard]] Handler readyz(std::function<bool()> ready);

}  // namespace dragoman::api

#pragma once

#include <memory>

#include "api/http.h"
#include "base/metrics.h"

namespace dragoman::api {

/// GET /metrics: the text format of Prometheus.
[[nodiscard]] Handler show_metrics(std::shared_ptr<const base::Metrics> metrics);

}  // namespace dragoman::api

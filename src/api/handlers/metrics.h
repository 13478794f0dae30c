#pragma once

#include <functional>
#include <memory>

#include "api/http.h"
#include "base/metrics.h"

namespace dragoman::api {

/// GET /metrics: the text format of Prometheus. `look` brings up to date what nobody tells of its
/// own accord; called before each answer, from many threads.
[[nodiscard]] Handler show_metrics(std::shared_ptr<const base::Metrics> metrics,
                                   std::function<void()> look);

}  // namespace dragoman::api

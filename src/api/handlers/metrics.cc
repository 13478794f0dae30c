#include "api/handlers/metrics.h"

#include <utility>

namespace dragoman::api {

Handler show_metrics(std::shared_ptr<const base::Metrics> metrics) {
  return [metrics = std::move(metrics)](Request&) -> Response {
    return {.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
                        {"Cache-Control", "no-store"}},
            .body = metrics->text()};
  };
}

}  // namespace dragoman::api

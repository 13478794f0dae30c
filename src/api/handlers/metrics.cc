#include "api/handlers/metrics.h"

#include <utility>

namespace dragoman::api {

Handler show_metrics(std::shared_ptr<const base::Metrics> metrics, std::function<void()> look) {
  return [metrics = std::move(metrics), look = std::move(look)](Request&) -> Response {
    look();
    return {.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
                        {"Cache-Control", "no-store"}},
            .body = metrics->text()};
  };
}

}  // namespace dragoman::api

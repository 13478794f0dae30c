#include "api/http_metrics.h"

#include <algorithm>
#include <array>
#include <string>

namespace dragoman::api {

namespace {

constexpr std::array<std::string_view, 7> kMethods{"GET",    "HEAD",    "POST", "PUT",
                                                   "DELETE", "OPTIONS", "PATCH"};

std::string known_method(std::string_view method) {
  return std::ranges::find(kMethods, method) == kMethods.end() ? "other" : std::string(method);
}

}  // namespace

HttpMetrics::HttpMetrics(base::Metrics& registry)
    : connections(registry.gauge("dragoman_http_connections", "Connections that are open.")),
      held_body_bytes(registry.gauge("dragoman_http_held_body_bytes",
                                     "Request bodies in memory, announced or there.")),
      registry_(&registry) {}

void HttpMetrics::answered(const Request& request, int status, std::string_view error_code,
                           std::chrono::duration<double> time) const {
  if (registry_ == nullptr) return;
  const std::string route = request.route.empty() ? "none" : std::string(request.route);
  registry_
      ->counter("dragoman_http_requests_total", "Requests answered.",
                {{"route", route},
                 {"method", known_method(request.method)},
                 {"status", std::to_string(status)}})
      .add();
  registry_
      ->histogram("dragoman_http_request_seconds",
                  "From a request's first byte to its answer's last.", base::latency_buckets(),
                  {{"route", route}})
      .observe(time.count());
  if (error_code.empty()) return;
  registry_
      ->counter("dragoman_http_rejected_total", "Requests answered with an error, by its code.",
                {{"code", std::string(error_code)}, {"status", std::to_string(status)}})
      .add();
}

}  // namespace dragoman::api

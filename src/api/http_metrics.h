#pragma once

#include <chrono>
#include <string_view>

#include "api/http.h"
#include "base/metrics.h"

namespace dragoman::api {

/// What the HTTP front tells of its work: docs/operations.md explains every series. A default-made
/// one tells nobody. Safe from any thread.
class HttpMetrics {
 public:
  HttpMetrics() = default;
  /// `registry` must outlive all copies.
  explicit HttpMetrics(base::Metrics& registry);

  /// One request is over, from its first byte to its answer's last. Labels are the route's pattern,
  /// a known method, the status and our own error code: a client invents none of them.
  void answered(const Request& request, int status, std::string_view error_code,
                std::chrono::duration<double> time) const;

  base::Gauge connections;
  base::Gauge held_body_bytes;  ///< Of requests that are being read or answered.

 private:
  base::Metrics* registry_ = nullptr;
};

}  // namespace dragoman::api

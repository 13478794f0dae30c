#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/server.h"
#include "base/metrics.h"
#include "base/result.h"

namespace dragoman::api {

/// A server in front of others like this one: the same routes and contract, no engines. Requests go
/// to the worker that has the least to do (workers.h, forward.h); files and jobs to the first one.
/// Of `config` it has the address, keys, names, CORS and the limits of HTTP; clients' keys are
/// passed on, so that workers may ask for them too and count by them.
///
/// Every member is safe from any thread, except that start() comes first and once.
class Gateway {
 public:
  Gateway(ServerConfig config, std::vector<std::string> workers,
          std::shared_ptr<base::Metrics> metrics = std::make_shared<base::Metrics>());
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  /// As stop(0).
  ~Gateway();

  /// Errors: as Server::start; kInvalidArgument (no worker, or a URL that is none).
  [[nodiscard]] base::Status start();
  [[nodiscard]] std::string url() const;
  /// /readyz says no from now on; running answers may end for `grace`. May be called again.
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dragoman::api

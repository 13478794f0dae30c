#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "api/http.h"
#include "api/http_metrics.h"
#include "base/result.h"

namespace dragoman::api {

/// HTTP/1.1 (and 1.0) over TCP: connections, framing, limits and time limits; knows nothing of what
/// is served. The only place that names the HTTP library, with its private files http_server_*.
///
/// One I/O thread moves bytes and never computes. Each request that has passed the door runs its
/// handler on a thread of its own; a client that goes away cancels Request::cancel, also while
/// nothing has been answered. Nothing is detached: stop() joins all.
class HttpServer {
 public:
  /// `metrics` is told of every request; its registry must outlive this.
  explicit HttpServer(HttpLimits limits, HttpMetrics metrics = {});
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// As stop(0).
  ~HttpServer();

  /// Binds; port 0 means any free one. Errors: kInvalidArgument (no IP address), kIo (taken, or not
  /// ours to bind).
  [[nodiscard]] base::Status listen(const std::string& address, std::uint16_t port);

  // After listen().
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string host()
      const;  ///< The bound address as URLs write it: "127.0.0.1", "[::1]".
  [[nodiscard]] bool on_loopback() const;

  /// Starts to accept. Once, after listen().
  void serve(Door door);

  /// Closes idle connections; answers that run may finish for `grace`, then their tokens are
  /// cancelled (kShutdown); a client that does not take its last bytes is cut off. As long as one
  /// runs, connections are accepted for one request each: whether to take work is the door's and
  /// the handlers' to say. Returns when all threads are joined. May be called again.
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dragoman::api

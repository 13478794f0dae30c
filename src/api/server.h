#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/admission.h"
#include "api/api_keys.h"
#include "api/background.h"
#include "api/http.h"
#include "api/services.h"
#include "base/metrics.h"
#include "base/result.h"
#include "core/line_breaks.h"

namespace dragoman::api {

/// The operator's choices; the defaults are safe on a machine that others can reach.
struct ServerConfig {
  std::string address = "127.0.0.1";  ///< An IP address, or "localhost".
  std::uint16_t port = 8080;          ///< 0: any free port.
  std::vector<std::string> api_keys;  ///< None here nor in `clients`: any key or none is accepted.
  std::vector<ApiKey> clients;        ///< Keys with names, and quotas in place of `each_client`.
  bool allow_open = false;            ///< Whether a server without keys may listen beyond loopback.
  std::vector<std::string>
      allowed_hosts;  ///< Names a Host header may carry besides our own, without port.
  std::vector<std::string> cors_origins;  ///< "https://example.org", or "*". None: CORS is off.
  bool allow_non_streaming = false;       ///< Whether "stream": false is answered with one object.
  bool metrics_open = false;              ///< Whether GET /metrics asks for no key.
  std::size_t max_jobs = 32;              ///< Translations and speeches at a time; others wait,
  std::size_t max_waiting_jobs = 64;      ///< so many of them; one more gets 429.
  std::chrono::milliseconds max_wait{600'000};  ///< For a place; then 429. 0: none.
  Quota each_client;                            ///< Admission.h says who is one client.
  std::chrono::milliseconds max_job_time{0};    ///< 0: none.
  std::size_t max_base64_bytes = 10'485'760;    ///< Of one inline recording, encoded.
  std::size_t max_terms = 1000;                 ///< Glossary entries in one request.
  std::chrono::milliseconds comment_interval{
      10'000};                            ///< A quiet stream sends an SSE comment this often.
  core::FindLineBreaks find_line_breaks;  ///< Of subtitles.
  BackgroundConfig background;
  HttpLimits http;
};

/// The HTTP front: listens, guards the door, and answers with the wire contract. Every member is
/// safe from any thread, except that start() comes first and once.
///
///     Server server(config);
///     if (auto status = server.start(); !status) ...
///     std::fprintf(stderr, "listening on %s\n", server.url().c_str());
///     server.open({translate, validate});      // engines loaded: /readyz turns to 200
///     ... wait for a signal ...
///     server.stop(std::chrono::seconds(10));
class Server {
 public:
  /// `metrics` is told of all requests, and shown at GET /metrics.
  explicit Server(ServerConfig config,
                  std::shared_ptr<base::Metrics> metrics = std::make_shared<base::Metrics>());
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// As stop(0).
  ~Server();

  /// Binds and starts to answer: /healthz and /v1/models at once, translations with 503 until
  /// open(). Errors: kInvalidArgument (an address that is none, or an open server beyond loopback),
  /// kIo (the port is taken).
  [[nodiscard]] base::Status start();

  /// From now on translations run. What `services` refer to must outlive stop().
  void open(Services services);

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  ///< "http://127.0.0.1:8080"

  /// Method and pattern of every route: "GET /v1/models/{id}". After start().
  [[nodiscard]] std::vector<std::string> routes() const;

  /// Of all routes and of the background.
  [[nodiscard]] Admission::Counts jobs() const;

  /// Takes no more work (503, as /readyz; /healthz goes on to answer), lets running answers finish
  /// for `grace`, then cancels them (kShutdown) and waits for their threads. When it returns
  /// nothing of the server runs. May be called again.
  void stop(std::chrono::milliseconds grace);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dragoman::api

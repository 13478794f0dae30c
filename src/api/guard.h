#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/admission.h"
#include "api/api_keys.h"
#include "api/http.h"
#include "api/routes.h"

namespace dragoman::api {

struct GuardConfig {
  std::string own_url;   ///< "http://127.0.0.1:8080", for advice.
  std::string own_host;  ///< "127.0.0.1" or "[::1]": the address we are bound to, as URLs write it.
  std::uint16_t port = 0;
  bool on_loopback = true;  ///< Then only Host headers that name this machine are taken.
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> cors_origins;
  std::uint64_t max_body_bytes = 0;
};

/// Decides from a request's head whether its body is worth reading, and whose request it is. Safe
/// from any thread, and quick enough for the I/O thread.
///
/// What it defends on a desk: a page in the user's browser must not reach a server on loopback. DNS
/// rebinding fails at the Host header; a form's POST fails at the content type; a script's fetch
/// needs a preflight, which fails unless CORS is configured.
class Guard {
 public:
  /// What it refers to must outlive it.
  Guard(GuardConfig config, const Routes& routes, const ApiKeys& keys, Admission& admission);

  /// The order is said, with its reasons, in guard.cc.
  [[nodiscard]] Verdict check(Request& request, std::optional<std::uint64_t> body_bytes) const;

 private:
  [[nodiscard]] bool host_allowed(const Request& request) const;
  [[nodiscard]] const ApiKey* key_of(const Request& request) const;
  [[nodiscard]] bool origin_allowed(std::string_view origin) const;
  [[nodiscard]] std::vector<Header> cors_headers(const Request& request) const;

  const GuardConfig config_;
  const Routes& routes_;
  const ApiKeys& keys_;
  Admission& admission_;
};

}  // namespace dragoman::api

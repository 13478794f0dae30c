#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "base/cancel.h"
#include "base/result.h"

namespace dragoman::base {

/// One request to a service that the operator has named: what strangers name is a Download.
struct HttpExchange {
  std::string url;  ///< http(s); may lead to this machine and its networks.
  std::optional<std::string> body = std::nullopt;  ///< To be posted; none: it is only asked for.
  std::string content_type = "application/json";   ///< Of the body.
  std::string bearer = {};                         ///< The key to show; empty: none.
  std::size_t max_answer_bytes = 65536;       ///< Of the body, whatever its length was said to be.
  std::chrono::milliseconds timeout{30'000};  ///< For all of it.
  std::chrono::milliseconds connect_timeout{5'000};
};

struct HttpReply {
  long status = 0;
  std::string body;
  std::optional<std::chrono::seconds> retry_after = std::nullopt;  ///< As the server asks.
};

/// Whether a key can be shown in a header: printable ASCII without blanks.
[[nodiscard]] bool is_bearer(const std::string& key);

/// Sends it and gives what is answered, with whatever status. Redirects are not followed (the key
/// is for one host), certificates are verified, no proxy, .netrc or cookies are used. Blocks; safe
/// from any thread. Errors: kUrlInvalid, kInvalidArgument (a key that is none), kUrlTimeout,
/// kUrlFailed (not reached, broken off), kMediaTooLarge (more than max_answer_bytes), and the
/// token's. Messages and details hold no key.
[[nodiscard]] Result<HttpReply> http_exchange(const HttpExchange& request,
                                              const CancelToken& cancel);

}  // namespace dragoman::base

#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"

/// Server-sent events (WHATWG HTML, section 9.2), as far as the contract uses them.
namespace dragoman::api::sse {

/// `data: <data>` and a blank line. `data` must be one line, as JSON texts are.
[[nodiscard]] std::string event(std::string_view data);
/// The same with an id, which a client that comes back sends as Last-Event-ID.
[[nodiscard]] std::string event(std::string_view data, std::string_view id);

/// The last event of a stream that did not fail.
inline constexpr std::string_view kDone = "data: [DONE]\n\n";

/// Clients pass it over; it keeps proxies from closing a quiet stream.
inline constexpr std::string_view kComment = ": waiting\n\n";

/// How long a stream has sent nothing: events of a job that are not on the wire do not count.
class Silence {
 public:
  explicit Silence(std::chrono::milliseconds longest) : longest_(longest) {}

  void broken() { since_ = Clock::now(); }
  /// Until a comment is due; 0: now.
  [[nodiscard]] std::chrono::milliseconds left() const {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(since_ + longest_ - Clock::now());
    return std::max(left, std::chrono::milliseconds(0));
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::chrono::milliseconds longest_;
  Clock::time_point since_ = Clock::now();
};

/// Content type, and what keeps caches and proxies from holding events back.
[[nodiscard]] std::vector<Header> headers();

}  // namespace dragoman::api::sse

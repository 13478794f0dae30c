#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"

namespace dragoman::base {

struct HttpField {
  std::string name;
  std::string value;
};

/// One request, to a server that the operator has named, whose answer is taken as it comes.
struct HttpCall {
  std::string url;  ///< http(s); may lead to this machine and its networks.
  std::string method = "GET";
  std::vector<HttpField> fields = {};  ///< Of the head; values without line breaks.
  std::shared_ptr<const std::string> body = nullptr;
  std::chrono::milliseconds connect_timeout{2'000};
  std::chrono::milliseconds head_timeout{600'000};     ///< Until the answer's head is there.
  std::chrono::milliseconds silence_timeout{120'000};  ///< Between two pieces of its body.
};

/// An answer that is on its way. Nothing is read that was not asked for, so that whoever takes it
/// slowly slows the sender; destroying it ends the transfer. One thread. Errors: kUrlInvalid,
/// kUrlTimeout, kUrlFailed (not reached, broken off), kMediaTooLarge (a head without end), and the
/// token's.
class HttpStream {
 public:
  /// Sends the request and waits for the answer's head, whatever its status. Redirects are not
  /// followed, no proxy, .netrc or cookies are used.
  [[nodiscard]] static Result<std::unique_ptr<HttpStream>> open(HttpCall call, CancelToken cancel);
  HttpStream(const HttpStream&) = delete;
  HttpStream& operator=(const HttpStream&) = delete;
  virtual ~HttpStream() = default;

  [[nodiscard]] virtual long status() const = 0;
  [[nodiscard]] virtual const std::vector<HttpField>& fields() const = 0;
  /// Waits for the next piece of the body, as sent (no coding is undone); empty at its end.
  [[nodiscard]] virtual Result<std::string> next() = 0;

 protected:
  HttpStream() = default;
};

}  // namespace dragoman::base

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/cancel.h"
#include "base/result.h"
#include "engines/config.h"
#include "engines/remote/circuit_breaker.h"
#include "engines/remote/patience.h"

namespace dragoman::engines::remote {

/// One request to a service.
struct Question {
  std::string path;  ///< Behind the service's URL: "/chat/completions".
  std::optional<std::string> body = std::nullopt;  ///< To be posted; none: it is only asked for.
  std::string content_type = "application/json";   ///< Of the body.
  std::size_t max_answer_bytes = 64U << 10U;
};

/// An OpenAI-compatible service (llama-server, vLLM, another dragoman, a hosted one) that does one
/// job. The replicas of an engine share it, and with it one circuit breaker. Safe from any thread.
///
/// Asked again, after a pause that doubles: what was not reached, too slow or broken off, and the
/// answers 408, 425, 429, 500, 502, 503 and 504 (after Retry-After, where that is short). What
/// fails so is kUnavailable, as is every request while the breaker is open, one that is answered
/// otherwise (a key that is refused: 401; a model that is gone: 404), and one whose answer cannot
/// be read. The log says why; the key is in no message.
class Service {
 public:
  /// `job` as people say it: "that describes pictures". Errors: kInvalidArgument (a URL that is
  /// none, a key that is none, no model's name).
  [[nodiscard]] static base::Result<std::shared_ptr<Service>> open(RemoteModel model,
                                                                   std::string job,
                                                                   const Patience& patience);
  Service(RemoteModel model, std::string job, const Patience& patience);

  [[nodiscard]] const std::string& model() const { return model_.model; }
  [[nodiscard]] const std::string& url() const { return model_.url; }

  /// What `read` makes of the body of an answer with status 200: a Result of the text. Errors:
  /// kUnavailable, and the token's.
  template <class Read>
  auto ask(const Question& question, const base::CancelToken& cancel, Read read)
      -> std::invoke_result_t<Read, std::string> {
    auto body = body_of(question, cancel);
    if (!body) return body.error();
    auto answer = read(*std::move(body));
    if (!answer) return failed(answer.error().detail);
    breaker_.succeeded();
    return answer;
  }

 private:
  base::Result<std::string> body_of(const Question& question, const base::CancelToken& cancel);
  base::Error failed(const std::string& because);
  [[nodiscard]] base::Error unavailable(std::string because) const;

  const RemoteModel model_;
  const std::string job_;
  const Patience patience_;
  CircuitBreaker breaker_;
};

}  // namespace dragoman::engines::remote

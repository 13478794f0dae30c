#include "engines/remote/service.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/download.h"
#include "base/http_exchange.h"
#include "base/log.h"
#include "base/pause.h"
#include "engines/remote/chat_wire.h"

namespace dragoman::engines::remote {

namespace {

// Services quote the key that they refuse.
std::string without_key(std::string text, const std::string& key) {
  if (key.empty()) return text;
  for (auto at = text.find(key); at != text.npos; at = text.find(key)) {
    text.replace(at, key.size(), "");
  }
  return text;
}

bool is_passing(long status) {
  constexpr std::array kPassing{408L, 425L, 429L, 500L, 502L, 503L, 504L};
  return std::ranges::find(kPassing, status) != kPassing.end();
}

bool is_passing(base::ErrorKind kind) {
  return kind == base::ErrorKind::kUrlTimeout || kind == base::ErrorKind::kUrlFailed;
}

bool is_stopped(base::ErrorKind kind) {
  return kind == base::ErrorKind::kCancelled || kind == base::ErrorKind::kDeadlineExceeded;
}

base::HttpExchange exchange_of(const RemoteModel& model, const Patience& patience,
                               const Question& question) {
  base::HttpExchange exchange;
  exchange.url = model.url + question.path;
  exchange.body = question.body;
  exchange.content_type = question.content_type;
  exchange.bearer = model.api_key;
  exchange.max_answer_bytes = question.max_answer_bytes;
  exchange.timeout = patience.timeout;
  exchange.connect_timeout = patience.connect_timeout;
  return exchange;
}

// What one attempt came to.
struct Attempt {
  std::string body;
  std::optional<std::string> fault;  // nothing: it succeeded
  bool passing = false;
  std::optional<std::chrono::milliseconds> wait;  // as the service asks
};

Attempt outcome_of(const base::Result<base::HttpReply>& reply, const std::string& key) {
  Attempt attempt;
  if (!reply) {
    attempt.fault = fmt::format("{} {}", reply.error().message, reply.error().detail);
    attempt.passing = is_passing(reply.error().kind);
  } else if (reply->status == 200) {
    attempt.body = reply->body;
  } else {
    attempt.fault = fmt::format("it answered {}: {}", reply->status,
                                without_key(read_complaint(reply->body), key));
    attempt.passing = is_passing(reply->status);
    attempt.wait = reply->retry_after;
  }
  return attempt;
}

}  // namespace

Service::Service(RemoteModel model, std::string job, const Patience& patience)
    : model_(std::move(model)),
      job_(std::move(job)),
      patience_(patience),
      breaker_(patience.failures, patience.rest) {}

base::Result<std::shared_ptr<Service>> Service::open(RemoteModel model, std::string job,
                                                     const Patience& patience) {
  if (auto status = base::check_url(model.url, {.allow_private = true}); !status) {
    return status.error();
  }
  if (model.model.empty() || (!model.api_key.empty() && !base::is_bearer(model.api_key))) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       fmt::format("The service {} needs a model's name, and a key of plain "
                                   "letters if any.",
                                   job),
                       model.url};
  }
  while (model.url.ends_with('/')) model.url.pop_back();
  return std::make_shared<Service>(std::move(model), std::move(job), patience);
}

base::Error Service::unavailable(std::string because) const {
  return {base::ErrorKind::kUnavailable, fmt::format("The service {} does not answer.", job_),
          std::move(because)};
}

base::Error Service::failed(const std::string& because) {
  breaker_.failed(CircuitBreaker::Clock::now());
  base::log(base::LogLevel::kWarning, fmt::format("The service {} failed", job_),
            {{"url", model_.url}, {"model", model_.model}, {"because", because}});
  return unavailable(because);
}

base::Result<std::string> Service::body_of(const Question& question,
                                           const base::CancelToken& cancel) {
  if (!breaker_.admits(CircuitBreaker::Clock::now())) return unavailable("the breaker is open");
  const auto exchange = exchange_of(model_, patience_, question);
  auto pause = patience_.first_pause;
  for (unsigned count = 1;; ++count) {
    const auto reply = base::http_exchange(exchange, cancel);
    if (!reply && is_stopped(reply.error().kind)) {
      breaker_.gave_up();
      return reply.error();
    }
    auto attempt = outcome_of(reply, model_.api_key);
    if (!attempt.fault) return std::move(attempt.body);
    const auto wait = attempt.wait.value_or(pause);
    pause = std::min(2 * pause, patience_.longest_pause);
    if (!attempt.passing || count >= patience_.attempts || wait > patience_.longest_pause) {
      return failed(*attempt.fault);
    }
    if (auto status = base::pause_for(wait, cancel); !status) {
      breaker_.gave_up();
      return status.error();
    }
  }
}

}  // namespace dragoman::engines::remote

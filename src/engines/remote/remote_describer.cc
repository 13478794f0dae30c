#include "engines/remote/remote_describer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/download.h"
#include "base/http_post.h"
#include "base/log.h"
#include "base/pause.h"
#include "engines/remote/chat_wire.h"
#include "engines/remote/circuit_breaker.h"
#include "engines/remote/jpeg.h"
#include "engines/scene_note.h"

namespace dragoman::engines::remote {

namespace {

constexpr std::size_t kNoteTokens = 96;

base::Error unavailable(std::string detail) {
  return {base::ErrorKind::kUnavailable, "The service that describes pictures does not answer.",
          std::move(detail)};
}

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

// What the replicas share.
struct Service {
  Service(RemoteModel model, const Patience& how)
      : endpoint(std::move(model)), patience(how), breaker(how.failures, how.rest) {}
  const RemoteModel endpoint;
  const Patience patience;
  CircuitBreaker breaker;
};

class RemoteDescriber final : public SceneDescriber {
 public:
  explicit RemoteDescriber(std::shared_ptr<Service> service) : service_(std::move(service)) {}
  base::Result<std::string> describe(const SceneRequest& request) override;

 private:
  base::Result<ChatReply> ask(const SceneRequest& request, std::span<const std::string> jpegs,
                              bool insist);
  base::Result<ChatReply> ask_patiently(const std::string& body, const base::CancelToken& cancel);
  base::Result<base::HttpReply> post(const std::string& body, const base::CancelToken& cancel);

  std::shared_ptr<Service> service_;
};

base::Result<base::HttpReply> RemoteDescriber::post(const std::string& body,
                                                    const base::CancelToken& cancel) {
  const auto& endpoint = service_->endpoint;
  const auto& patience = service_->patience;
  base::HttpPost post;
  post.url = endpoint.url + "/chat/completions";
  post.body = body;
  post.bearer = endpoint.api_key;
  post.max_answer_bytes = kMostReplyBytes;
  post.timeout = patience.timeout;
  post.connect_timeout = patience.connect_timeout;
  return base::http_post(post, cancel);
}

base::Result<ChatReply> RemoteDescriber::ask_patiently(const std::string& body,
                                                       const base::CancelToken& cancel) {
  const auto& patience = service_->patience;
  auto pause = patience.first_pause;
  std::string fault;
  for (unsigned attempt = 1;; ++attempt) {
    auto wait = std::exchange(pause, std::min(2 * pause, patience.longest_pause));
    bool passing = false;
    const auto reply = post(body, cancel);
    if (!reply) {
      if (is_stopped(reply.error().kind)) return reply.error();
      fault = fmt::format("{} {}", reply.error().message, reply.error().detail);
      passing = is_passing(reply.error().kind);
    } else if (reply->status == 200) {
      auto read = read_chat_reply(reply->body);
      if (read) return read;
      fault = read.error().detail;
    } else {
      fault = fmt::format("it answered {}: {}", reply->status,
                          without_key(read_complaint(reply->body), service_->endpoint.api_key));
      passing = is_passing(reply->status);
      if (reply->retry_after) wait = *reply->retry_after;
    }
    if (!passing || attempt >= patience.attempts || wait > patience.longest_pause) break;
    if (auto status = base::pause_for(wait, cancel); !status) return status.error();
  }
  return unavailable(std::move(fault));
}

base::Result<ChatReply> RemoteDescriber::ask(const SceneRequest& request,
                                             std::span<const std::string> jpegs, bool insist) {
  const auto question = scene_question(request, insist);
  const auto body = write_chat_request({service_->endpoint.model, question, jpegs, kNoteTokens});
  auto& breaker = service_->breaker;
  if (!breaker.admits(CircuitBreaker::Clock::now())) return unavailable("the breaker is open");
  auto reply = ask_patiently(body, request.cancel);
  if (reply) {
    breaker.succeeded();
  } else if (is_stopped(reply.error().kind)) {
    breaker.gave_up();
  } else {
    breaker.failed(CircuitBreaker::Clock::now());
    base::log(base::LogLevel::kWarning, "The service that describes pictures failed",
              {{"url", service_->endpoint.url}, {"because", reply.error().detail}});
  }
  return reply;
}

base::Result<std::string> RemoteDescriber::describe(const SceneRequest& request) {
  if (auto status = request.cancel.check(); !status) return status.error();
  if (auto status = check_pictures(request); !status) return status.error();
  std::vector<std::string> jpegs;
  for (const auto& picture : *request.pictures) {
    auto jpeg = encode_jpeg(picture);
    if (!jpeg) return jpeg.error();
    jpegs.push_back(*std::move(jpeg));
  }
  std::string_view because;
  for (const bool insist : {false, true}) {
    const auto reply = ask(request, jpegs, insist);
    if (!reply) return reply.error();
    const auto fault = find_note_fault(reply->text, reply->finished);
    if (!fault) return trim_note(reply->text);
    because = engines::describe(*fault);
  }
  base::log(base::LogLevel::kWarning, "A vision model's answer was refused",
            {{"model", service_->endpoint.model}, {"because", because}});
  return std::string();
}

}  // namespace

base::Result<std::vector<std::unique_ptr<SceneDescriber>>> open_remote_describers(
    const RemoteModel& endpoint, unsigned replicas, const Patience& patience) {
  if (auto status = base::check_url(endpoint.url, {.allow_private = true}); !status) {
    return status.error();
  }
  if (endpoint.model.empty() || (!endpoint.api_key.empty() && !base::is_bearer(endpoint.api_key))) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "The service that describes pictures needs a model's name, and a key of "
                       "plain letters if any.",
                       endpoint.url};
  }
  auto named = endpoint;
  while (named.url.ends_with('/')) named.url.pop_back();
  const auto service = std::make_shared<Service>(std::move(named), patience);
  std::vector<std::unique_ptr<SceneDescriber>> describers;
  for (unsigned i = 0; i < replicas; ++i) {
    describers.push_back(std::make_unique<RemoteDescriber>(service));
  }
  return describers;
}

}  // namespace dragoman::engines::remote

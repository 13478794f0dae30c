#include "api/gateway/forward.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "api/ascii.h"
#include "api/error_reply.h"
#include "api/sse.h"
#include "api/wire/error_body.h"
#include "base/http_stream.h"
#include "base/log.h"

namespace dragoman::api {

namespace {

constexpr std::string_view kEventStream = "text/event-stream";

// Of a request's head, what is meant for whoever answers. Origin is not: it is this server's.
constexpr std::array<std::string_view, 9> kPassedOn{
    "Accept",   "Authorization", "Content-Type", "Last-Event-ID",      "Range",
    "If-Range", "traceparent",   "tracestate",   "OpenAI-Organization"};
// Of an answer's head, what this connection sets anew.
constexpr std::array<std::string_view, 7> kOwn{"Connection",     "Keep-Alive", "Transfer-Encoding",
                                               "Content-Length", "Date",       "Server",
                                               "X-Request-Id"};

bool is_one_of(std::string_view name, std::span<const std::string_view> list) {
  return std::ranges::any_of(list, [&](auto each) { return equal_ignoring_case(name, each); });
}

// RFC 3986: what is neither unreserved nor a slash goes by its number.
std::string encoded(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string out;
  for (const char c : path) {
    if (kPlain.find(c) != kPlain.npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

base::HttpCall call_of(const Request& request, const std::string& worker,
                       const std::shared_ptr<const std::string>& body) {
  base::HttpCall call;
  call.url = worker + encoded(request.path);
  if (!request.query.empty()) call.url += "?" + request.query;
  call.method = request.method;
  for (const auto& header : request.headers) {
    if (is_one_of(header.name, kPassedOn)) call.fields.push_back({header.name, header.value});
  }
  if (request.method == "POST") call.body = body;
  return call;
}

std::string_view value_of(const base::HttpStream& stream, std::string_view name) {
  for (const auto& field : stream.fields()) {
    if (equal_ignoring_case(field.name, name)) return field.value;
  }
  return "";
}

ErrorReply broken_off() {
  return error_reply_with_advice(ErrorId::kUnavailable,
                                 "The worker that answered broke off. Send the request again.");
}

// What the worker sends, as it comes. Of a stream of events only whole ones are passed on, so that
// an error event can follow where it breaks off.
class Forwarded final : public ChunkSource {
 public:
  Forwarded(std::unique_ptr<base::HttpStream> stream, Workers::Turn turn, base::CancelToken cancel)
      : turn_(std::move(turn)),
        stream_(std::move(stream)),
        cancel_(std::move(cancel)),
        events_(value_of(*stream_, "Content-Type").starts_with(kEventStream)) {}

  std::optional<std::string> next() override {
    while (!ended_) {
      auto piece = stream_->next();
      if (!piece) return broke_off(piece.error());
      ended_ = piece->empty();
      auto whole = events_ && !ended_ ? whole_events(*std::move(piece)) : held_ + *piece;
      if (ended_) held_.clear();
      if (!whole.empty()) return whole;
    }
    return std::nullopt;
  }

 private:
  std::string whole_events(std::string piece) {
    held_ += piece;
    const auto end = held_.rfind("\n\n");
    if (end == held_.npos) return "";
    auto whole = held_.substr(0, end + 2);
    held_.erase(0, end + 2);
    return whole;
  }

  std::optional<std::string> broke_off(const base::Error& error) {
    ended_ = true;
    if (cancel_.cancelled()) return std::nullopt;
    turn_.failed();
    base::log(base::LogLevel::kWarning, "A worker broke off in mid answer",
              {{"worker", turn_.url()}, {"because", error.detail}});
    if (!events_) throw std::runtime_error("the worker broke off");
    return sse::event(wire::error_event(broken_off()));
  }

  const Workers::Turn turn_;
  const std::unique_ptr<base::HttpStream> stream_;
  const base::CancelToken cancel_;
  const bool events_;
  std::string held_;
  bool ended_ = false;
};

Response response_of(std::unique_ptr<base::HttpStream> stream, Workers::Turn turn,
                     const base::CancelToken& cancel) {
  Response response;
  response.status = static_cast<int>(stream->status());
  for (const auto& field : stream->fields()) {
    if (!is_one_of(field.name, kOwn)) response.headers.push_back({field.name, field.value});
  }
  const auto length = value_of(*stream, "Content-Length");
  std::uint64_t bytes = 0;
  if (std::from_chars(length.data(), length.data() + length.size(), bytes).ec == std::errc{}) {
    response.chunk_bytes = bytes;
  }
  if (response.status == 204 || response.chunk_bytes == 0U) {
    response.chunk_bytes.reset();
    return response;
  }
  response.chunks = std::make_unique<Forwarded>(std::move(stream), std::move(turn), cancel);
  return response;
}

// One request on its way from worker to worker.
class Journey {
 public:
  Journey(Workers& workers, Whither whither, Request& request)
      : workers_(workers),
        whither_(whither),
        request_(request),
        body_(std::make_shared<const std::string>(std::move(request.body))) {}

  Response run() {
    while (auto turn = next_turn()) {
      tried_.insert(turn->index());
      auto stream = base::HttpStream::open(call_of(request_, turn->url(), body_), request_.cancel);
      if (!stream) {
        if (request_.cancel.cancelled()) break;
        note_failure(*turn, stream.error());
        continue;
      }
      const auto status = (*stream)->status();
      auto answer = response_of(*std::move(stream), *std::move(turn), request_.cancel);
      if (status != 503 && status != 429) return answer;
      refusal_ = std::move(answer);
    }
    if (refusal_) return *std::move(refusal_);
    return to_response(error_reply_with_advice(ErrorId::kUnavailable,
                                               "No worker can answer now. Send it again later."),
                       request_.id);
  }

 private:
  std::optional<Workers::Turn> next_turn() {
    if (whither_ == Whither::kAny) return workers_.next(tried_);
    return tried_.empty() ? workers_.home() : std::nullopt;
  }

  void note_failure(const Workers::Turn& turn, const base::Error& error) {
    turn.failed();
    base::log(base::LogLevel::kWarning, "A worker did not answer",
              {{"worker", turn.url()}, {"because", error.message + " " + error.detail}});
  }

  Workers& workers_;
  const Whither whither_;
  Request& request_;
  const std::shared_ptr<const std::string> body_;
  std::set<std::size_t> tried_;
  std::optional<Response> refusal_;
};

}  // namespace

Handler forward(Workers& workers, Whither whither) {
  return [&workers, whither](Request& request) { return Journey(workers, whither, request).run(); };
}

}  // namespace dragoman::api

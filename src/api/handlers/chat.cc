#include "api/handlers/chat.h"

#include <ctime>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "api/error_reply.h"
#include "api/ids.h"
#include "api/job_failure.h"
#include "api/job_run.h"
#include "api/sse.h"
#include "api/wire/chat_chunk.h"
#include "api/wire/chat_completion.h"
#include "api/wire/error_body.h"

namespace dragoman::api {

namespace {

using SharedJob = std::shared_ptr<const core::Job>;

ErrorReply reply_for(const base::Error& error, const core::Job& job, std::string_view request_id) {
  return reply_to_failure("Translation failed", error, job, request_id);
}

/// The events of a job that has begun, as SSE.
class ChatStream final : public ChunkSource {
 public:
  ChatStream(Admission::Place place, SharedJob job, std::unique_ptr<JobRun> run,
             wire::ChatFacts facts, std::chrono::milliseconds comment_interval,
             std::string request_id)
      : place_(std::move(place)),
        job_(std::move(job)),
        run_(std::move(run)),
        chunks_(std::move(facts)),
        comment_interval_(comment_interval),
        request_id_(std::move(request_id)) {}

  void add(const core::Event& event) {
    if (const auto* end = std::get_if<core::Finished>(&event)) place_.charge(end->usage);
    for (const auto& chunk : chunks_.next(event)) pending_.push_back(sse::event(chunk));
  }

  std::optional<std::string> next() override {
    while (pending_.empty() && !ended_) pull();
    if (pending_.empty()) return std::nullopt;
    auto text = std::move(pending_.front());
    pending_.pop_front();
    return text;
  }

 private:
  void pull() {
    const auto item = run_->next(comment_interval_);
    if (const auto* event = std::get_if<core::Event>(&item)) return add(*event);
    if (std::holds_alternative<JobRun::Quiet>(item)) {
      pending_.emplace_back(sse::kComment);
      return;
    }
    ended_ = true;
    const auto& status = std::get<base::Status>(item);
    if (status) {
      pending_.emplace_back(sse::kDone);
    } else if (run_->cancel_reason() != base::CancelReason::kClientGone) {
      const auto reply = reply_for(status.error(), *job_, request_id_);
      pending_.push_back(sse::event(wire::error_event(reply)));
    }
  }

  Admission::Place place_;
  const SharedJob job_;
  std::unique_ptr<JobRun> run_;  // after the place: joined before that is given back
  wire::ChatChunks chunks_;
  const std::chrono::milliseconds comment_interval_;
  const std::string request_id_;
  std::deque<std::string> pending_;
  bool ended_ = false;
};

class ChatCompletions {
 public:
  ChatCompletions(ChatOptions options, FindServices services, std::shared_ptr<Admission> admission)
      : options_(options), services_(std::move(services)), admission_(std::move(admission)) {}

  [[nodiscard]] const wire::ChatRequestLimits& limits() const { return options_.limits; }

  Response answer(std::variant<wire::ChatRequest, ErrorReply> parsed, const Request& request) {
    if (const auto* refusal = std::get_if<ErrorReply>(&parsed)) {
      return to_response(*refusal, request.id);
    }
    auto& chat = std::get<wire::ChatRequest>(parsed);

    const auto services = services_();
    if (!services)
      return to_response(
          error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open."), request.id);
    if (auto status = services->validate(chat.job); !status) {
      return to_response(reply_for(status.error(), chat.job, request.id), request.id);
    }
    auto entered = admission_->enter(client_of(request), request.cancel);
    if (const auto* refusal = std::get_if<ErrorReply>(&entered)) {
      return to_response(*refusal, request.id);
    }
    auto& place = std::get<Admission::Place>(entered);

    auto job = std::make_shared<const core::Job>(std::move(chat.job));
    auto run = std::make_unique<JobRun>(
        [job, translate = services->translate](auto& sink, const auto& cancel) {
          return translate(*job, sink, cancel);
        },
        request.cancel, deadline_in(options_.max_job_time));
    return chat.stream ? stream(std::move(place), std::move(job), std::move(run), chat, request)
                       : gather(place, *job, *run, chat, request);
  }

 private:
  [[nodiscard]] wire::ChatFacts facts(const wire::ChatRequest& chat,
                                      std::optional<core::Language> target,
                                      const Request& request) const {
    return {.completion_id = "chatcmpl-" + request.id,
            .audio_id = "audio_" + new_uuid(),
            .model = chat.model,
            .created = std::time(nullptr),
            .include_usage = chat.include_usage,
            .segments_into = chat.include_segments ? target : std::nullopt,
            .find_line_breaks = options_.find_line_breaks};
  }

  static Response failed(const base::Status& status, const core::Job& job, const Request& request) {
    return to_response(reply_for(failure_of(status), job, request.id), request.id);
  }

  [[nodiscard]] Response stream(Admission::Place place, SharedJob job, std::unique_ptr<JobRun> run,
                                const wire::ChatRequest& chat, const Request& request) const {
    const auto first = run->next(std::nullopt);
    if (const auto* status = std::get_if<base::Status>(&first)) {
      return failed(*status, *job, request);
    }
    auto facts_of_all = facts(chat, job->target, request);
    auto chunks = std::make_unique<ChatStream>(std::move(place), std::move(job), std::move(run),
                                               std::move(facts_of_all), options_.comment_interval,
                                               request.id);
    chunks->add(std::get<core::Event>(first));
    return {.headers = sse::headers(), .chunks = std::move(chunks)};
  }

  [[nodiscard]] Response gather(const Admission::Place& place, const core::Job& job, JobRun& run,
                                const wire::ChatRequest& chat, const Request& request) const {
    wire::ChatCompletion completion(facts(chat, job.target, request),
                                    job.speech ? std::optional(chat.audio_format) : std::nullopt);
    for (;;) {
      const auto item = run.next(std::nullopt);
      if (const auto* status = std::get_if<base::Status>(&item)) {
        if (!*status) return failed(*status, job, request);
        return {.headers = {{"Content-Type", "application/json"}}, .body = completion.body()};
      }
      const auto& event = std::get<core::Event>(item);
      if (const auto* end = std::get_if<core::Finished>(&event)) place.charge(end->usage);
      auto status = completion.add(event);
      if (!status) return failed(status, job, request);
    }
  }

  const ChatOptions options_;
  const FindServices services_;
  const std::shared_ptr<Admission> admission_;
};

}  // namespace

std::function<BodyStream()> chat_completions(ChatOptions options, FindServices services,
                                             std::shared_ptr<Admission> admission) {
  auto chat = std::make_shared<ChatCompletions>(options, std::move(services), std::move(admission));
  return [chat] {
    auto parser = std::make_shared<wire::ChatRequestParser>(chat->limits());
    return BodyStream{
        .receive = [parser](std::string_view piece) { parser->write(piece); },
        .answer = [chat,
                   parser](Request& request) { return chat->answer(parser->finish(), request); }};
  };
}

}  // namespace dragoman::api

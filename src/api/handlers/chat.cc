#include "api/handlers/chat.h"

#include <ctime>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "api/error_reply.h"
#include "api/handlers/waiting_stream.h"
#include "api/ids.h"
#include "api/job_failure.h"
#include "api/job_run.h"
#include "api/spending.h"
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

struct Translating {
  Admission::Place place;
  SharedJob job;
  std::unique_ptr<JobRun> run;  // after the place: joined before that is given back
};

/// The events of a job that has begun, as SSE.
class ChatStream final : public ChunkSource {
 public:
  ChatStream(Translating translating, wire::ChatFacts facts,
             std::chrono::milliseconds comment_interval, std::string request_id)
      : translating_(std::move(translating)),
        chunks_(std::move(facts)),
        silence_(comment_interval),
        request_id_(std::move(request_id)) {}

  void add(const core::Event& event) {
    for (const auto& chunk : chunks_.next(event)) pending_.push_back(sse::event(chunk));
  }

  std::optional<std::string> next() override {
    while (pending_.empty() && !ended_) pull();
    if (pending_.empty()) return std::nullopt;
    auto text = std::move(pending_.front());
    pending_.pop_front();
    silence_.broken();
    return text;
  }

 private:
  void pull() {
    auto& run = *translating_.run;
    const auto item = run.next(silence_.left());
    if (const auto* event = std::get_if<core::Event>(&item)) return add(*event);
    if (std::holds_alternative<JobRun::Quiet>(item)) {
      pending_.emplace_back(sse::kComment);
      return;
    }
    ended_ = true;
    const auto& status = std::get<base::Status>(item);
    if (status) {
      pending_.emplace_back(sse::kDone);
    } else if (run.cancel_reason() != base::CancelReason::kClientGone) {
      const auto reply = reply_for(status.error(), *translating_.job, request_id_);
      pending_.push_back(sse::event(wire::error_event(reply)));
    }
  }

  Translating translating_;
  wire::ChatChunks chunks_;
  sse::Silence silence_;
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
    auto lined_up = admission_->line_up(client_of(request));
    if (const auto* refusal = std::get_if<ErrorReply>(&lined_up)) {
      return to_response(*refusal, request.id);
    }
    return wait_and_run(std::get<Admission::Line>(lined_up), *services, chat, request);
  }

 private:
  using Begin = std::function<Translating(Admission::Place)>;

  [[nodiscard]] Response wait_and_run(Admission::Line& line, const Services& services,
                                      wire::ChatRequest& chat, const Request& request) const {
    const auto facts_of_all = facts(chat, request);
    const auto begin = beginning(services, std::move(chat.job), request);
    const auto interval = options_.comment_interval;
    auto entered = line.wait(request.cancel, chat.stream ? std::optional(interval) : std::nullopt);
    if (const auto* refusal = std::get_if<ErrorReply>(&entered)) {
      return to_response(*refusal, request.id);
    }
    if (auto* place = std::get_if<Admission::Place>(&entered)) {
      auto translating = begin(std::move(*place));
      return chat.stream ? stream(std::move(translating), facts_of_all, request)
                         : gather(translating, facts_of_all, chat.audio_format, request);
    }
    const auto begin_stream = [=, id = request.id](Admission::Place place) {
      return std::make_unique<ChatStream>(begin(std::move(place)), facts_of_all, interval, id);
    };
    return {.headers = sse::headers(),
            .chunks = waiting_stream(std::move(line), interval, request.cancel, begin_stream)};
  }

  [[nodiscard]] Begin beginning(const Services& services, core::Job wish,
                                const Request& request) const {
    const auto job = std::make_shared<const core::Job>(std::move(wish));
    const RunFn run = [=, translate = services.translate, admission = admission_,
                       client = client_of(request)](auto& sink, const auto& cancel) {
      Spending spending(sink);
      auto status = translate(*job, spending, cancel);
      admission->charge(client, spending.counted(status));
      return status;
    };
    return [=, cancel = request.cancel, max_time = options_.max_job_time](Admission::Place place) {
      return Translating{std::move(place), job,
                         std::make_unique<JobRun>(run, cancel, deadline_in(max_time))};
    };
  }

  static wire::ChatFacts facts(const wire::ChatRequest& chat, const Request& request) {
    return {.completion_id = "chatcmpl-" + request.id,
            .audio_id = "audio_" + new_uuid(),
            .model = chat.model,
            .created = std::time(nullptr),
            .include_usage = chat.include_usage,
            .segments_into = chat.include_segments ? std::optional(chat.job.target) : std::nullopt};
  }

  static Response failed(const base::Status& status, const core::Job& job, const Request& request) {
    return to_response(reply_for(failure_of(status), job, request.id), request.id);
  }

  [[nodiscard]] Response stream(Translating translating, const wire::ChatFacts& facts_of_all,
                                const Request& request) const {
    const auto job = translating.job;
    const auto first = translating.run->next(std::nullopt);
    if (const auto* status = std::get_if<base::Status>(&first)) {
      return failed(*status, *job, request);
    }
    auto chunks = std::make_unique<ChatStream>(std::move(translating), facts_of_all,
                                               options_.comment_interval, request.id);
    chunks->add(std::get<core::Event>(first));
    return {.headers = sse::headers(), .chunks = std::move(chunks)};
  }

  static Response gather(const Translating& translating, const wire::ChatFacts& facts_of_all,
                         wire::AudioFormat audio_format, const Request& request) {
    const auto& job = *translating.job;
    wire::ChatCompletion completion(facts_of_all,
                                    job.speech ? std::optional(audio_format) : std::nullopt);
    for (;;) {
      const auto item = translating.run->next(std::nullopt);
      if (const auto* status = std::get_if<base::Status>(&item)) {
        if (!*status) return failed(*status, job, request);
        return {.headers = {{"Content-Type", "application/json"}}, .body = completion.body()};
      }
      auto status = completion.add(std::get<core::Event>(item));
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

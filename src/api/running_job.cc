#include "api/running_job.h"

#include <deque>
#include <utility>

#include "api/job_failure.h"
#include "api/sse.h"
#include "api/wire/error_body.h"

namespace dragoman::api {

namespace {

/// The events of a job that has begun.
class EventStream final : public ChunkSource {
 public:
  EventStream(RunningJob running, EventTexts texts, const JobRules& rules, std::string request_id)
      : running_(std::move(running)),
        texts_(std::move(texts)),
        what_(rules.what),
        comment_interval_(rules.comment_interval),
        request_id_(std::move(request_id)) {}

  void add(const core::Event& event) {
    if (const auto* end = std::get_if<core::Finished>(&event)) running_.place.charge(end->usage);
    for (const auto& text : texts_(event)) pending_.push_back(sse::event(text));
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
    const auto item = running_.run->next(comment_interval_);
    if (const auto* event = std::get_if<core::Event>(&item)) return add(*event);
    if (std::holds_alternative<JobRun::Quiet>(item)) {
      pending_.emplace_back(sse::kComment);
      return;
    }
    ended_ = true;
    const auto& status = std::get<base::Status>(item);
    if (status) {
      pending_.emplace_back(sse::kDone);
    } else if (running_.run->cancel_reason() != base::CancelReason::kClientGone) {
      const auto reply = reply_to_failure(what_, status.error(), *running_.job, request_id_);
      pending_.push_back(sse::event(wire::error_event(reply)));
    }
  }

  RunningJob running_;
  const EventTexts texts_;
  const std::string_view what_;
  const std::chrono::milliseconds comment_interval_;
  const std::string request_id_;
  std::deque<std::string> pending_;
  bool ended_ = false;
};

}  // namespace

std::variant<RunningJob, ErrorReply> start_job(core::Job job, const JobRules& rules,
                                               const Request& request) {
  const auto services = rules.services();
  if (!services) {
    return error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open.");
  }
  if (auto status = services->validate(job); !status) {
    return reply_to_failure(rules.what, status.error(), job, request.id);
  }
  auto entered = rules.admission->enter(client_of(request), request.cancel);
  if (auto* refusal = std::get_if<ErrorReply>(&entered)) return std::move(*refusal);
  auto shared = std::make_shared<const core::Job>(std::move(job));
  auto run = std::make_unique<JobRun>(
      [shared, translate = services->translate](auto& sink, const auto& cancel) {
        return translate(*shared, sink, cancel);
      },
      request.cancel, deadline_in(rules.max_job_time));
  return RunningJob{std::get<Admission::Place>(std::move(entered)), std::move(shared),
                    std::move(run)};
}

Response stream_job(RunningJob running, EventTexts texts, const JobRules& rules,
                    const Request& request) {
  const auto first = running.run->next(std::nullopt);
  if (const auto* status = std::get_if<base::Status>(&first)) {
    const auto reply = reply_to_failure(rules.what, failure_of(*status), *running.job, request.id);
    return to_response(reply, request.id);
  }
  auto stream =
      std::make_unique<EventStream>(std::move(running), std::move(texts), rules, request.id);
  stream->add(std::get<core::Event>(first));
  return {.headers = sse::headers(), .chunks = std::move(stream)};
}

std::optional<ErrorReply> follow_job(const RunningJob& running,
                                     const std::function<base::Status(const core::Event&)>& take,
                                     const JobRules& rules, const Request& request) {
  const auto refuse = [&](const base::Error& error) {
    return reply_to_failure(rules.what, error, *running.job, request.id);
  };
  for (;;) {
    const auto item = running.run->next(std::nullopt);
    if (const auto* status = std::get_if<base::Status>(&item)) {
      return *status ? std::nullopt : std::optional(refuse(status->error()));
    }
    const auto& event = std::get<core::Event>(item);
    if (const auto* end = std::get_if<core::Finished>(&event)) running.place.charge(end->usage);
    if (auto status = take(event); !status) return refuse(status.error());
  }
}

}  // namespace dragoman::api

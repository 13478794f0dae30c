#include "api/running_job.h"

#include <utility>
#include <variant>

#include "api/job_failure.h"
#include "api/job_run.h"
#include "api/queued_chunks.h"
#include "api/sse.h"
#include "api/wire/error_body.h"

namespace dragoman::api {

namespace {

using SharedJob = std::shared_ptr<const core::Job>;

struct LinedUpJob {
  SharedJob job;
  LinedUpRun run;
};

std::variant<LinedUpJob, ErrorReply> line_up(core::Job wish, const JobRules& rules,
                                             const Request& request) {
  const auto services = rules.services();
  if (!services) {
    return error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open.");
  }
  if (auto status = services->validate(wish); !status) {
    return reply_to_failure(rules.what, status.error(), wish, request.id);
  }
  const auto job = std::make_shared<const core::Job>(std::move(wish));
  const RunFn run = [job, translate = services->translate](auto& sink, const auto& cancel) {
    return translate(*job, sink, cancel);
  };
  auto lined_up = LinedUpRun::line_up(run, rules.place, request);
  if (auto* refusal = std::get_if<ErrorReply>(&lined_up)) return std::move(*refusal);
  return LinedUpJob{job, std::get<LinedUpRun>(std::move(lined_up))};
}

/// The events of a job that has begun.
class EventStream final : public QueuedChunks {
 public:
  EventStream(SharedJob job, PlacedRun running, EventTexts texts, const JobRules& rules,
              std::string request_id)
      : QueuedChunks(rules.place.comment_interval),
        job_(std::move(job)),
        running_(std::move(running)),
        texts_(std::move(texts)),
        what_(rules.what),
        request_id_(std::move(request_id)) {}

  /// Waits for the first event; or why none comes.
  [[nodiscard]] std::optional<ErrorReply> start() {
    const auto first = running_.run->next(std::nullopt);
    if (const auto* status = std::get_if<base::Status>(&first)) {
      return reply_to(failure_of(*status));
    }
    add(std::get<core::Event>(first));
    return std::nullopt;
  }

 private:
  void add(const core::Event& event) {
    for (const auto& text : texts_(event)) push(sse::event(text));
  }

  void pull() override {
    const auto item = running_.run->next(patience());
    if (const auto* event = std::get_if<core::Event>(&item)) return add(*event);
    if (std::holds_alternative<JobRun::Quiet>(item)) return push_comment();
    end();
    const auto& status = std::get<base::Status>(item);
    if (status) {
      push(std::string(sse::kDone));
    } else if (running_.run->cancel_reason() != base::CancelReason::kClientGone) {
      push(sse::event(wire::error_event(reply_to(status.error()))));
    }
  }

  [[nodiscard]] ErrorReply reply_to(const base::Error& error) const {
    return reply_to_failure(what_, error, *job_, request_id_);
  }

  const SharedJob job_;
  PlacedRun running_;
  const EventTexts texts_;
  const std::string_view what_;
  const std::string request_id_;
};

}  // namespace

Response stream_job(core::Job job, EventTexts texts, const JobRules& rules,
                    const Request& request) {
  auto prepared = line_up(std::move(job), rules, request);
  if (const auto* refusal = std::get_if<ErrorReply>(&prepared)) {
    return to_response(*refusal, request.id);
  }
  auto& [shared, run] = std::get<LinedUpJob>(prepared);
  const auto open = [job = shared, texts = std::move(texts), rules,
                     id = request.id](PlacedRun running) {
    return std::make_unique<EventStream>(job, std::move(running), texts, rules, id);
  };
  const auto answer = [&](PlacedRun running) -> Response {
    auto stream = open(std::move(running));
    if (const auto refusal = stream->start()) return to_response(*refusal, request.id);
    return {.headers = sse::headers(), .chunks = std::move(stream)};
  };
  return std::move(run).stream(answer, open);
}

std::optional<ErrorReply> run_job(core::Job job,
                                  const std::function<base::Status(const core::Event&)>& take,
                                  const JobRules& rules, const Request& request) {
  auto prepared = line_up(std::move(job), rules, request);
  if (auto* refusal = std::get_if<ErrorReply>(&prepared)) return std::move(*refusal);
  auto& lined_up = std::get<LinedUpJob>(prepared);
  auto begun = lined_up.run.begin();
  if (auto* refusal = std::get_if<ErrorReply>(&begun)) return std::move(*refusal);
  auto& run = *std::get<PlacedRun>(begun).run;
  const auto refuse = [&](const base::Status& status) {
    return reply_to_failure(rules.what, failure_of(status), *lined_up.job, request.id);
  };
  for (;;) {
    const auto item = run.next(std::nullopt);
    if (const auto* status = std::get_if<base::Status>(&item)) {
      return *status ? std::nullopt : std::optional(refuse(*status));
    }
    if (auto status = take(std::get<core::Event>(item)); !status) return refuse(status);
  }
}

}  // namespace dragoman::api

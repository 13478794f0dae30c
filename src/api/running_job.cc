#include "api/running_job.h"

#include <utility>
#include <variant>

#include "api/job_failure.h"
#include "api/job_run.h"
#include "api/queued_chunks.h"
#include "api/spending.h"
#include "api/sse.h"
#include "api/waiting_stream.h"
#include "api/wire/error_body.h"

namespace dragoman::api {

namespace {

/// A job in its place.
struct RunningJob {
  Admission::Place place;
  std::shared_ptr<const core::Job> job;
  std::unique_ptr<JobRun> run;  // after the place: joined before that is given back
};

/// A job that waits for its place, and how it begins.
struct LinedUp {
  Admission::Line line;
  std::function<RunningJob(Admission::Place)> begin;
};

std::variant<LinedUp, ErrorReply> line_up(core::Job wish, const JobRules& rules,
                                          const Request& request) {
  const auto services = rules.services();
  if (!services) {
    return error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open.");
  }
  if (auto status = services->validate(wish); !status) {
    return reply_to_failure(rules.what, status.error(), wish, request.id);
  }
  auto lined_up = rules.admission->line_up(client_of(request));
  if (auto* refusal = std::get_if<ErrorReply>(&lined_up)) return std::move(*refusal);

  const auto job = std::make_shared<const core::Job>(std::move(wish));
  const RunFn run = [=, translate = services->translate, admission = rules.admission,
                     client = client_of(request)](auto& sink, const auto& cancel) {
    Spending spending(sink);
    auto status = translate(*job, spending, cancel);
    admission->charge(client, spending.counted(status));
    return status;
  };
  return LinedUp{
      std::get<Admission::Line>(std::move(lined_up)),
      [=, cancel = request.cancel, max_time = rules.max_job_time](Admission::Place place) {
        return RunningJob{std::move(place), job,
                          std::make_unique<JobRun>(run, cancel, deadline_in(max_time))};
      }};
}

/// The events of a job that has begun.
class EventStream final : public QueuedChunks {
 public:
  EventStream(RunningJob running, EventTexts texts, const JobRules& rules, std::string request_id)
      : QueuedChunks(rules.comment_interval),
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
    return reply_to_failure(what_, error, *running_.job, request_id_);
  }

  RunningJob running_;
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
  auto& [line, begin] = std::get<LinedUp>(prepared);
  const auto open = [begin = begin, texts = std::move(texts), rules,
                     id = request.id](Admission::Place place) {
    return std::make_unique<EventStream>(begin(std::move(place)), texts, rules, id);
  };
  auto entered = line.wait(request.cancel, rules.comment_interval);
  if (const auto* refusal = std::get_if<ErrorReply>(&entered)) {
    return to_response(*refusal, request.id);
  }
  if (auto* place = std::get_if<Admission::Place>(&entered)) {
    auto stream = open(std::move(*place));
    if (const auto refusal = stream->start()) return to_response(*refusal, request.id);
    return {.headers = sse::headers(), .chunks = std::move(stream)};
  }
  return {.headers = sse::headers(),
          .chunks = waiting_stream(std::move(line), rules.comment_interval, request.cancel, open)};
}

std::optional<ErrorReply> run_job(core::Job job,
                                  const std::function<base::Status(const core::Event&)>& take,
                                  const JobRules& rules, const Request& request) {
  auto prepared = line_up(std::move(job), rules, request);
  if (auto* refusal = std::get_if<ErrorReply>(&prepared)) return std::move(*refusal);
  auto& [line, begin] = std::get<LinedUp>(prepared);
  auto entered = line.wait(request.cancel, std::nullopt);
  if (auto* refusal = std::get_if<ErrorReply>(&entered)) return std::move(*refusal);
  const auto running = begin(std::get<Admission::Place>(std::move(entered)));
  const auto refuse = [&](const base::Status& status) {
    return reply_to_failure(rules.what, failure_of(status), *running.job, request.id);
  };
  for (;;) {
    const auto item = running.run->next(std::nullopt);
    if (const auto* status = std::get_if<base::Status>(&item)) {
      return *status ? std::nullopt : std::optional(refuse(*status));
    }
    if (auto status = take(std::get<core::Event>(item)); !status) return refuse(status);
  }
}

}  // namespace dragoman::api

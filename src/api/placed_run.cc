#include "api/placed_run.h"

#include <utility>

#include "api/spending.h"
#include "api/sse.h"
#include "api/waiting_stream.h"

namespace dragoman::api {

namespace {

RunFn charged(RunFn run, std::shared_ptr<Admission> admission, std::string client) {
  return [run = std::move(run), admission = std::move(admission), client = std::move(client)](
             core::EventSink& sink, const base::CancelToken& cancel) {
    Spending spending(sink);
    auto status = run(spending, cancel);
    admission->charge(client, spending.counted(status));
    return status;
  };
}

}  // namespace

LinedUpRun::LinedUpRun(Admission::Line line, RunFn run, PlaceRules rules, const Request& request)
    : line_(std::move(line)),
      run_(std::move(run)),
      rules_(std::move(rules)),
      cancel_(request.cancel),
      request_id_(request.id) {}

std::variant<LinedUpRun, ErrorReply> LinedUpRun::line_up(RunFn run, PlaceRules rules,
                                                         const Request& request) {
  auto client = client_of(request);
  auto lined_up = rules.admission->line_up(client);
  if (auto* refusal = std::get_if<ErrorReply>(&lined_up)) return std::move(*refusal);
  run = charged(std::move(run), rules.admission, std::move(client));
  return LinedUpRun(std::get<Admission::Line>(std::move(lined_up)), std::move(run),
                    std::move(rules), request);
}

std::function<PlacedRun(Admission::Place)> LinedUpRun::beginning() const {
  return [run = run_, cancel = cancel_, max_time = rules_.max_job_time](Admission::Place place) {
    return PlacedRun{std::move(place),
                     std::make_unique<JobRun>(run, cancel, deadline_in(max_time))};
  };
}

LinedUpRun::Begun LinedUpRun::begin() {
  auto entered = line_.wait(cancel_, std::nullopt);
  if (auto* refusal = std::get_if<ErrorReply>(&entered)) return std::move(*refusal);
  return beginning()(std::get<Admission::Place>(std::move(entered)));
}

Response LinedUpRun::stream(const Answer& answer, const Open& open) && {
  auto entered = line_.wait(cancel_, rules_.comment_interval);
  if (const auto* refusal = std::get_if<ErrorReply>(&entered)) {
    return to_response(*refusal, request_id_);
  }
  if (auto* place = std::get_if<Admission::Place>(&entered)) {
    return answer(beginning()(std::move(*place)));
  }
  const auto later = [open, begin = beginning()](Admission::Place place) {
    return open(begin(std::move(place)));
  };
  return {.headers = sse::headers(),
          .chunks = waiting_stream(std::move(line_), rules_.comment_interval, cancel_, later)};
}

}  // namespace dragoman::api

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/admission.h"
#include "api/error_reply.h"
#include "api/http.h"
#include "api/job_run.h"
#include "api/services.h"
#include "core/job.h"
#include "core/line_breaks.h"

/// The way of a job from a request that was understood to its answer, whatever that looks like.
namespace dragoman::api {

/// What it runs on. `what` is for the log: "Transcription failed".
struct JobRules {
  std::string_view what;
  FindServices services;
  std::shared_ptr<Admission> admission;
  std::chrono::milliseconds max_job_time{0};  ///< 0: none.
  std::chrono::milliseconds comment_interval{
      10'000};                                 ///< A quiet stream sends an SSE comment this often.
  core::FindLineBreaks find_line_breaks = {};  ///< Of subtitles.
};

/// A job in its place.
struct RunningJob {
  Admission::Place place;
  std::shared_ptr<const core::Job> job;
  std::unique_ptr<JobRun> run;  // after the place: joined before that is given back
};

/// Checks the job, waits for its place and starts it; or says why not.
[[nodiscard]] std::variant<RunningJob, ErrorReply> start_job(core::Job job, const JobRules& rules,
                                                             const Request& request);

/// The texts that one event becomes, in order.
using EventTexts = std::function<std::vector<std::string>(const core::Event&)>;

/// The job's events as SSE, once the first has come: until then a failure is an HTTP error, later
/// an event of its own. Ends with [DONE].
[[nodiscard]] Response stream_job(RunningJob running, EventTexts texts, const JobRules& rules,
                                  const Request& request);

/// Gives every event to `take`, to the end of the job; nothing if all went well. An error of `take`
/// fails the job.
[[nodiscard]] std::optional<ErrorReply> follow_job(
    const RunningJob& running, const std::function<base::Status(const core::Event&)>& take,
    const JobRules& rules, const Request& request);

}  // namespace dragoman::api

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/error_reply.h"
#include "api/http.h"
#include "api/placed_run.h"
#include "api/services.h"
#include "core/job.h"
#include "core/line_breaks.h"

/// The way of a job from a request that was understood to its answer, whatever that looks like.
namespace dragoman::api {

/// What it runs on.
struct JobRules {
  std::string_view what;  ///< For the log: "Translation failed".
  FindServices services;
  PlaceRules place;
  core::FindLineBreaks find_line_breaks = {};  ///< Of subtitles.
};

/// The texts that one event becomes, in order.
using EventTexts = std::function<std::vector<std::string>(const core::Event&)>;

/// Checks the job, waits for its place (429 where there is no room) and answers with its events as
/// SSE. Until the first has come, a failure is an HTTP error, unless the wait was so long that
/// comments had to go out; later it is an event of its own. Ends with [DONE].
[[nodiscard]] Response stream_job(core::Job job, EventTexts texts, const JobRules& rules,
                                  const Request& request);

/// Checks the job, waits for its place and gives every event to `take`, to the end of the job;
/// nothing if all went well. An error of `take` fails the job.
[[nodiscard]] std::optional<ErrorReply> run_job(
    core::Job job, const std::function<base::Status(const core::Event&)>& take,
    const JobRules& rules, const Request& request);

}  // namespace dragoman::api

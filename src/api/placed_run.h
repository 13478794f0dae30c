#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

#include "api/admission.h"
#include "api/error_reply.h"
#include "api/http.h"
#include "api/job_run.h"

/// What runs for a request in a place of its own, as admission gives them out.
namespace dragoman::api {

struct PlaceRules {
  std::shared_ptr<Admission> admission;
  std::chrono::milliseconds max_job_time{0};  ///< 0: none.
  std::chrono::milliseconds comment_interval{
      10'000};  ///< A quiet stream sends an SSE comment this often.
};

struct PlacedRun {
  Admission::Place place;
  std::unique_ptr<JobRun> run;  ///< After the place: joined before that is given back.
};

/// A run that waits for its place. One thread.
class LinedUpRun {
 public:
  /// In the line of the request's client, to whom is charged what the run spends; 429 where there
  /// is no room. The run is cancelled with the request.
  [[nodiscard]] static std::variant<LinedUpRun, ErrorReply> line_up(RunFn run, PlaceRules rules,
                                                                    const Request& request);

  using Begun = std::variant<PlacedRun, ErrorReply>;
  /// Waits for the place, however long.
  [[nodiscard]] Begun begin();

  using Answer = std::function<Response(PlacedRun)>;
  using Open = std::function<std::unique_ptr<ChunkSource>(PlacedRun)>;
  /// What `answer` says of the run in its place. Where that place is longer in coming than a stream
  /// may be quiet, the answer is SSE: comments, then what `open` gives.
  [[nodiscard]] Response stream(const Answer& answer, const Open& open) &&;

 private:
  LinedUpRun(Admission::Line line, RunFn run, PlaceRules rules, const Request& request);
  [[nodiscard]] std::function<PlacedRun(Admission::Place)> beginning() const;

  Admission::Line line_;
  RunFn run_;
  PlaceRules rules_;
  base::CancelToken cancel_;
  std::string request_id_;
};

}  // namespace dragoman::api

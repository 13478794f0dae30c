#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <thread>
#include <variant>

#include "base/cancel.h"
#include "base/queue.h"
#include "base/result.h"
#include "core/event.h"

namespace dragoman::api {

/// What emits the events of one job and returns when it has ended. Called once.
using RunFn = std::function<base::Status(core::EventSink&, const base::CancelToken&)>;

/// One job on a thread of its own, read as a queue of events that is bounded by bytes: a
/// slow reader holds the job back, and a reader that goes away stops it. One thread reads and
/// destroys.
class JobRun {
 public:
  /// Starts at once. The job is cancelled with `parent`, at the deadline (if any), or when the run
  /// is destroyed.
  JobRun(RunFn run, const base::CancelToken& parent, std::optional<base::SteadyTime> deadline);
  JobRun(const JobRun&) = delete;
  JobRun& operator=(const JobRun&) = delete;
  /// Cancels and joins.
  ~JobRun();

  struct Quiet {};  ///< Nothing came in time.
  /// An event, or how the job ended: then nothing more follows.
  using Next = std::variant<core::Event, base::Status, Quiet>;

  /// Waits for what comes next, at most `patience` where given. Progress before core::Started is
  /// left out: nothing may be answered yet.
  [[nodiscard]] Next next(std::optional<std::chrono::milliseconds> patience);

  [[nodiscard]] base::CancelReason cancel_reason() const { return cancel_.token().reason(); }

 private:
  using Item = std::variant<core::Event, base::Status>;
  class Sink;

  base::CancelSource cancel_;
  base::BoundedQueue<Item> queue_;
  std::jthread thread_;  // last: it uses the rest
};

/// When a job that begins now must have ended, where it may last so long; 0: nothing.
[[nodiscard]] std::optional<base::SteadyTime> deadline_in(std::chrono::milliseconds max_job_time);

}  // namespace dragoman::api

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/event.h"
#include "core/job.h"
#include "jobs/bell.h"
#include "jobs/state.h"

namespace dragoman::jobs {

/// Seconds since 1970, UTC.
using Clock = std::function<std::int64_t()>;

/// What the runner asks of those who know requests and engines. All are called from several
/// threads.
struct RunnerCalls {
  /// What a job's request asks for, its recording included.
  std::function<base::Result<core::Job>(const JobRecord&)> read;
  /// The models that translate() runs on.
  std::function<std::vector<std::string>()> models;
  /// As pipeline::translate, for that job.
  std::function<base::Status(const JobRecord&, const core::Job&, core::EventSink&,
                             const base::CancelToken&)>
      translate;
  /// Why a job failed, in the words of the wire.
  std::function<std::string(const base::Error&, const JobRecord&)> explain;
  /// Waits for a place among all that runs; null only when cancelled.
  std::function<std::shared_ptr<void>(const base::CancelToken&)> take_place;
};

/// Runs jobs, `workers` of them at a time, and cleans up every so often. A job that the end of the
/// server broke off goes on behind its last whole sentence the next time; one that ended the server
/// three times (kMaxAttempts) is given up. Every call is safe from any thread; start() comes once.
class Runner {
 public:
  static constexpr int kMaxAttempts = 3;

  /// `state` must outlive it.
  Runner(State& state, std::size_t workers, Clock clock);
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  ~Runner();

  void start(RunnerCalls calls);
  /// Breaks jobs off; they are queued again. Returns when its threads are joined.
  void stop();
  /// Whether stop() was called: what waits for a job should not wait any longer.
  [[nodiscard]] bool stopped() const { return stop_.token().cancelled(); }

  /// Something was queued.
  void wake() { bell_.ring(); }
  /// Rings with every change of any job.
  [[nodiscard]] Bell& bell() { return bell_; }

  /// Stops it where it waits or runs; one that has ended stays as it is. Returns once it has ended,
  /// or when `token` is cancelled.
  [[nodiscard]] base::Status cancel(const JobRecord& job, const base::CancelToken& token);

 private:
  void work();
  void pause(const base::Error& fault);
  void clean_up();
  base::Status work_once(bool& more);
  void run(JobRecord job);
  base::Status run_to_end(JobRecord& job, const base::CancelToken& cancel);
  base::Status add_models(JobRecord& job);
  base::Status end(JobRecord& job, const base::Status& status, const base::CancelToken& cancel);

  State& state_;
  const std::size_t workers_;
  const Clock clock_;
  RunnerCalls calls_;
  Bell bell_;
  base::CancelSource stop_;
  std::mutex mutex_;  // guards what follows
  std::map<std::string, base::CancelSource*> running_;
  std::vector<std::jthread> threads_;  // last: they use the rest
};

}  // namespace dragoman::jobs

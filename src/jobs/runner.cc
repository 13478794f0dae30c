#include "jobs/runner.h"

#include <exception>
#include <utility>

#include "base/log.h"
#include "jobs/event_log.h"

namespace dragoman::jobs {

namespace {

constexpr std::chrono::minutes kCleanEvery{5};
constexpr std::chrono::seconds kLookAgain{60};  // should a ring be missed
constexpr std::chrono::seconds kAfterFault{1};
constexpr std::chrono::milliseconds kCancelCheck{200};

void report(std::string_view what, const base::Error& error) {
  base::log(base::LogLevel::kError, what, {{"message", error.message}, {"detail", error.detail}});
}

}  // namespace

Runner::Runner(State& state, std::size_t workers, Clock clock)
    : state_(state), workers_(workers), clock_(std::move(clock)) {}

Runner::~Runner() { stop(); }

void Runner::start(RunnerCalls calls) {
  calls_ = std::move(calls);
  if (auto status = state_.jobs().requeue_all(); !status) report("Jobs wait", status.error());
  threads_.emplace_back([this] { clean_up(); });
  for (std::size_t i = 0; i < workers_; ++i) threads_.emplace_back([this] { work(); });
}

void Runner::stop() {
  stop_.cancel(base::CancelReason::kShutdown);
  bell_.ring();
  threads_.clear();
}

base::Status Runner::cancel(const JobRecord& job, const base::CancelToken& token) {
  for (;;) {
    const auto seen = bell_.count();
    const auto queued = state_.jobs().cancel_queued(job.id, clock_());
    if (!queued) return queued.error();
    if (*queued) {
      bell_.ring();
      return {};
    }
    const auto now = state_.jobs().find(job.id, job.client);
    if (!now) return now.error();
    if (!*now || has_ended((*now)->state)) return {};
    {
      const std::lock_guard lock(mutex_);
      const auto running = running_.find(job.id);
      if (running != running_.end()) running->second->cancel(base::CancelReason::kClientGone);
    }
    bell_.wait(seen, kCancelCheck, token);
    if (auto status = token.check(); !status) return status;
  }
}

void Runner::clean_up() {
  const auto stop = stop_.token();
  for (auto next = std::chrono::steady_clock::now(); !stop.cancelled();) {
    const auto seen = bell_.count();
    const auto now = std::chrono::steady_clock::now();
    if (now >= next) {
      if (auto status = state_.clean(clock_()); !status) report("Cleaning failed", status.error());
      next = now + kCleanEvery;
    }
    bell_.wait(seen, std::chrono::duration_cast<std::chrono::milliseconds>(next - now), stop);
  }
}

void Runner::work() {
  const auto stop = stop_.token();
  while (!stop.cancelled()) {
    const auto seen = bell_.count();
    if (!work_once()) bell_.wait(seen, kLookAgain, stop);
  }
}

// Whether there may be more to do. A place is taken before a job is, so that none counts as running
// that waits.
bool Runner::work_once() {
  const auto any = state_.jobs().any_queued();
  if (!any || !*any) return false;
  const auto place = calls_.take_place(stop_.token());
  if (!place) return false;
  auto job = state_.jobs().take_next(clock_());
  if (!job) {
    report("No job can be taken", job.error());
    bell_.wait(bell_.count(), kAfterFault, stop_.token());
    return false;
  }
  if (*job) run(**std::move(job));
  return true;
}

void Runner::run(JobRecord job) {
  base::CancelSource cancel(stop_.token());
  {
    const std::lock_guard lock(mutex_);
    running_[job.id] = &cancel;
  }
  bell_.ring();
  base::Status status;
  try {
    status = run_to_end(job, cancel.token());
  } catch (const std::exception& fault) {
    status = base::Error{base::ErrorKind::kInternal, "", fault.what()};
  }
  {
    const std::lock_guard lock(mutex_);
    running_.erase(job.id);
  }
  end(job, status, cancel.token());
  bell_.ring();
}

base::Status Runner::run_to_end(JobRecord& job, const base::CancelToken& cancel) {
  if (job.attempts > kMaxAttempts) {
    return base::Error{base::ErrorKind::kInternal, "", "the server ended with this job each time"};
  }
  auto wish = calls_.read(job);
  if (!wish) return wish.error();
  auto past = read_log(state_.jobs(), job.id);
  if (!past) return past.error();
  auto log =
      EventLog::open(state_.jobs(), state_.speech_bytes(), job.id, *past, [this] { bell_.ring(); });
  if (!log) return log.error();
  wish->resume = std::move(past->resume);
  if (auto status = calls_.translate(*wish, **log, cancel); !status) return status;
  job.finished = (*log)->finished();
  if (job.finished) return {};
  return base::Error{base::ErrorKind::kInternal, "", "the job ended without its last event"};
}

void Runner::end(JobRecord& job, const base::Status& status, const base::CancelToken& cancel) {
  base::Status kept;
  if (!status && cancel.reason() == base::CancelReason::kShutdown) {
    job.state = JobState::kQueued;
    kept = state_.jobs().put_back(job.id);
  } else {
    job.ended = clock_();
    job.state = JobState::kSucceeded;
    if (!status) {
      const bool cancelled = cancel.reason() == base::CancelReason::kClientGone;
      job.state = cancelled ? JobState::kCancelled : JobState::kFailed;
      if (!cancelled) job.error = calls_.explain(status.error(), job);
    }
    kept = state_.jobs().end(job);
  }
  if (!kept) report("The end of a job cannot be kept", kept.error());
  base::log(base::LogLevel::kInfo, "Job", {{"job", job.id}, {"state", name_of(job.state)}});
}

}  // namespace dragoman::jobs

#include "jobs/runner.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/caught.h"
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

// No exception may leave a thread.
base::Status caught_in(const std::function<base::Status()>& body) {
  try {
    return body();
  } catch (...) {
    return base::caught("The job failed.");
  }
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
      const auto status = caught_in([&] { return state_.clean(clock_()); });
      if (!status) report("Cleaning failed", status.error());
      next = now + kCleanEvery;
    }
    bell_.wait(seen, std::chrono::duration_cast<std::chrono::milliseconds>(next - now), stop);
  }
}

void Runner::work() {
  const auto stop = stop_.token();
  while (!stop.cancelled()) {
    const auto seen = bell_.count();
    bool more = false;
    const auto done = caught_in([&] { return work_once(more); });
    if (!done) pause(done.error());
    if (done && !more) bell_.wait(seen, kLookAgain, stop);
  }
}

// For what passes: memory that is short, say.
void Runner::pause(const base::Error& fault) {
  report("Jobs wait", fault);
  bell_.wait(bell_.count(), kAfterFault, stop_.token());
}

// `more`: whether there may be more to do. A place is taken before a job is, so that none counts as
// running that waits.
base::Status Runner::work_once(bool& more) {
  const auto any = state_.jobs().any_queued();
  if (!any) return any.error();
  if (!*any) return {};
  const auto place = calls_.take_place(stop_.token());
  if (!place) return {};
  auto job = state_.jobs().take_next(clock_());
  if (!job) return job.error();
  more = true;
  if (*job) run(**std::move(job));
  return {};
}

void Runner::run(JobRecord job) {
  base::CancelSource cancel(stop_.token());
  {
    const std::lock_guard lock(mutex_);
    running_[job.id] = &cancel;
  }
  bell_.ring();
  const auto status = caught_in([&] { return run_to_end(job, cancel.token()); });
  {
    const std::lock_guard lock(mutex_);
    running_.erase(job.id);
  }
  // Whoever follows it waits for its end: that has to be kept, once there is memory and disk again.
  for (;;) {
    const auto kept = caught_in([&] { return end(job, status, cancel.token()); });
    if (kept || stop_.token().cancelled()) break;
    pause(kept.error());
  }
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
  if (auto status = add_models(job); !status) return status;
  if (auto status = calls_.translate(job, *wish, **log, cancel); !status) return status;
  job.finished = (*log)->finished();
  if (job.finished) return {};
  return base::Error{base::ErrorKind::kInternal, "", "the job ended without its last event"};
}

// A job that goes on may go on with others than it began with.
base::Status Runner::add_models(JobRecord& job) {
  for (auto& model : calls_.models()) {
    if (std::ranges::find(job.models, model) == job.models.end()) {
      job.models.push_back(std::move(model));
    }
  }
  return state_.jobs().set_models(job.id, job.models);
}

base::Status Runner::end(JobRecord& job, const base::Status& status,
                         const base::CancelToken& cancel) {
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
  if (kept && has_ended(job.state)) state_.work().remove(job.id);
  if (kept) {
    base::log(base::LogLevel::kInfo, "Job", {{"job", job.id}, {"state", name_of(job.state)}});
  }
  return kept;
}

}  // namespace dragoman::jobs

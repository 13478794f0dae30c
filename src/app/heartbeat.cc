#include "app/heartbeat.h"

#include <algorithm>

#include "base/log.h"
#include "base/pause.h"

namespace dragoman::app {

namespace {

constexpr std::chrono::milliseconds kLookEvery{100};
constexpr int kBeatsBeforeLost = 4;

}  // namespace

Heartbeat::Heartbeat(queue::JobQueue& queue, const queue::Delivery& delivery,
                     const queue::JobEntry& job, const base::CancelToken& stop,
                     std::chrono::milliseconds grace)
    : queue_(queue),
      delivery_(delivery),
      job_(job),
      stop_(stop),
      grace_(grace),
      next_beat_(std::chrono::steady_clock::now()),
      thread_([this] { run(); }) {}

void Heartbeat::run() {
  while (base::pause_for(kLookEvery, ended_.token())) look();
}

void Heartbeat::look() {
  const auto now = std::chrono::steady_clock::now();
  if (stop_.cancelled()) {
    if (!stopped_at_) stopped_at_ = now;
    if (now - *stopped_at_ >= grace_) give_up(Broken::kStopped);
  }
  if (now < next_beat_) return;
  beat();
  next_beat_ = now + queue_.settings().claim_after / kBeatsBeforeLost;
}

void Heartbeat::beat() {
  const auto hold = queue_.beat(delivery_, job_, progress_);
  if (!hold) {
    base::log(base::LogLevel::kWarning, "The queue does not hear of a job",
              {{"job", job_.id}, {"why", hold.error().message}});
    return;
  }
  if (*hold == queue::Hold::kLost) give_up(Broken::kLost);
  if (*hold == queue::Hold::kCancelled) give_up(Broken::kCancelled);
}

void Heartbeat::give_up(Broken why) {
  auto none = Broken::kNo;
  if (broken_.compare_exchange_strong(none, why)) job_cancel_.cancel(base::CancelReason::kShutdown);
}

Broken Heartbeat::end() {
  ended_.cancel(base::CancelReason::kShutdown);
  if (thread_.joinable()) thread_.join();
  return broken_;
}

}  // namespace dragoman::app

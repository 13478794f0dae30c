#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>

#include "base/cancel.h"
#include "queue/job_queue.h"

namespace dragoman::app {

/// Why a job of the queue need not go on.
enum class Broken : std::uint8_t {
  kNo,
  kLost,       ///< Another worker has it.
  kCancelled,  ///< Nobody wants it any more.
  kStopped,    ///< This worker ends, and the time that it gives its jobs is over.
};

/// While one job runs: tells the queue that its worker lives and how far it has come, and cancels
/// the job where it need not go on. Until end() nobody else may use `queue`. While Redis is away
/// nobody can take the job, so that it goes on.
class Heartbeat {
 public:
  /// All must outlive it. `grace`: what the job may still take once `stop` is cancelled.
  Heartbeat(queue::JobQueue& queue, const queue::Delivery& delivery, const queue::JobEntry& job,
            const base::CancelToken& stop, std::chrono::milliseconds grace);
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;
  ~Heartbeat() { static_cast<void>(end()); }

  /// That of the job.
  [[nodiscard]] base::CancelToken token() const { return job_cancel_.token(); }
  /// In [0, 1]. From any thread.
  void progress(double share) { progress_ = share; }
  /// Ends it; why the job was cancelled, if it was.
  Broken end();

 private:
  void run();
  void look();
  void beat();
  void give_up(Broken why);

  queue::JobQueue& queue_;
  const queue::Delivery& delivery_;
  const queue::JobEntry& job_;
  const base::CancelToken& stop_;
  const std::chrono::milliseconds grace_;
  base::CancelSource job_cancel_;
  base::CancelSource ended_;
  std::atomic<double> progress_ = 0;
  std::atomic<Broken> broken_ = Broken::kNo;
  base::SteadyTime next_beat_;
  std::optional<base::SteadyTime> stopped_at_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace dragoman::app

#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "app/heartbeat.h"
#include "app/job_results.h"
#include "base/cancel.h"
#include "base/result.h"
#include "pipeline/engines.h"
#include "pipeline/limits.h"
#include "queue/job_queue.h"

namespace dragoman::app {

/// Both without links in them; the first may be empty: then only URLs are worked on.
struct WorkerPlaces {
  std::string input_dir, results_dir;
};

/// Takes one job after the other from the queue. One thread.
class QueueWorker {
 public:
  /// `engines` and `limits` must outlive it.
  QueueWorker(const queue::QueueSettings& settings, const std::string& name, WorkerPlaces places,
              pipeline::Engines& engines, const pipeline::Limits& limits,
              std::chrono::milliseconds grace);

  /// Until `stop`, or until no job is left. Errors: what Redis refuses for good.
  [[nodiscard]] base::Status run(bool until_empty, const base::CancelToken& stop);

 private:
  base::Status work(const queue::Delivery& delivery, const base::CancelToken& stop);
  base::Status work_on(const queue::Delivery& delivery, const queue::JobEntry& job,
                       const base::CancelToken& stop);
  base::Status settle(const queue::Delivery& delivery, const queue::JobEntry& job, Broken broken,
                      const base::Status& done, const base::CancelToken& stop);
  base::Status translate(const queue::JobEntry& job, const std::string& attempt,
                         Heartbeat& heartbeat);
  base::Result<std::string> input_of(const queue::JobEntry& job) const;
  base::Result<bool> is_empty();
  base::Status persist(const std::function<base::Status()>& call, const base::CancelToken& stop);
  std::string why_spent(const queue::JobEntry& job);

  queue::JobQueue queue_;
  const std::string name_;
  const WorkerPlaces places_;
  const JobResults results_;
  pipeline::Engines& engines_;
  const pipeline::Limits& limits_;
  const std::chrono::milliseconds grace_;
};

}  // namespace dragoman::app

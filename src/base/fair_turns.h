#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/cancel.h"

namespace dragoman::base {

/// In which order the requests of many jobs are served, so that all jobs that have something to do
/// are served alike, by weight (seconds of sound, bytes of text): a job of a hundred long requests
/// holds back one short request by one of its own at most.
///
/// Start-time fair queueing (P. Goyal, H. Vin, H. Cheng: Start-time Fair Queuing, SIGCOMM 1996): a
/// request's tag is the virtual time at which its job may have it served, which is where the job's
/// request before it ends, or now for a job that is new or had paused. The least tag goes first,
/// and of equal ones that which came first. Any two jobs that have requests waiting all through a
/// window are served alike in it but for one request of either. Virtual time runs as in weighted
/// fair queueing (A. Demers, S. Keshav, S. Shenker, SIGCOMM 1989): by the work done, shared among
/// the jobs present. So jobs that come one after the other without end, each to be served at once,
/// do not starve one that stays.
///
/// A job is known by its token. One thread at a time.
class FairTurns {
 public:
  /// The tag of a request that is queued now. `weight` > 0.
  [[nodiscard]] double tag(const CancelToken& job, double weight) {
    auto known = std::ranges::find(jobs_, job, &Job::token);
    if (known == jobs_.end()) known = jobs_.insert(known, {job, now_, 0});
    const double start = std::max(now_, known->end);
    known->end = start + weight;
    ++known->unserved;
    return start;
  }

  /// A request of that tag is being served: nobody who comes now goes before its time.
  void begin(double tag) { now_ = std::max(now_, tag); }

  /// A request of that job has been served; 0 for one that was not worth it any more.
  void end(const CancelToken& job, double weight) {
    const auto present = std::ranges::count_if(jobs_, has_unserved);
    if (const auto known = std::ranges::find(jobs_, job, &Job::token); known != jobs_.end()) {
      --known->unserved;
    }
    now_ += weight / static_cast<double>(std::max<std::ptrdiff_t>(present, 1));
    if (std::ranges::none_of(jobs_, has_unserved)) rest();
    std::erase_if(jobs_,
                  [&](const Job& other) { return !has_unserved(other) && other.end <= now_; });
  }

 private:
  struct Job {
    CancelToken token;
    double end;  // of its last request, in virtual time
    std::size_t unserved;
  };
  static bool has_unserved(const Job& job) { return job.unserved > 0; }

  // Nobody waits: all start anew.
  void rest() {
    for (const auto& job : jobs_) now_ = std::max(now_, job.end);
  }

  double now_ = 0;
  std::vector<Job> jobs_;  // present, or served before their time
};

}  // namespace dragoman::base

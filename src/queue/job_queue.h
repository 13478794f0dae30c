#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "queue/job_entry.h"
#include "queue/redis.h"

namespace dragoman::queue {

struct QueueSettings {
  RedisAddress redis;
  std::string stream = "dragoman:jobs";
  std::string group = "workers";
  unsigned attempts = 3;                          ///< Of one job, before it is a dead letter.
  std::chrono::milliseconds claim_after{60'000};  ///< A worker that is silent so long has lost it.
};

/// One entry, handed to one worker. `fields` are what a stranger wrote.
struct Delivery {
  std::string entry;
  Fields fields;
};

/// What to do with a delivery.
enum class Begin : std::uint8_t {
  kRun,
  kSpent,  ///< It was tried as often as it may be, and each worker went away: bury it.
  kDrop,   ///< It has ended, or the same job is on the stream already. The entry is gone.
};

enum class Hold : std::uint8_t { kMine, kLost, kCancelled };

/// How many jobs are where.
struct QueueCounts {
  std::int64_t queued = 0;               ///< On the stream, with no worker yet.
  std::int64_t pending = 0;              ///< With a worker, or waiting for another one.
  std::int64_t dead = 0;                 ///< Dead letters.
  std::int64_t done = 0, cancelled = 0;  ///< In all, since the stream began.
};

/// The letter of a job that is dead.
struct DeadLetter {
  std::string id, input, reason;  ///< The first two empty, where the entry was none of a job.
};

/// Jobs on a Redis stream, handed out at least once: a consumer group, whose pending entries are
/// taken over from workers that fell silent (XAUTOCLAIM). Beside it a hash for each job,
/// "<stream>:job:<id>" (state, attempts, worker, progress, error, files), dead letters on
/// "<stream>:dead", and counts in "<stream>:counts". Each change is one script on the server, which
/// may be sent again. One thread at a time. Errors of all: as Redis::command; after kUnavailable
/// the call may be repeated.
class JobQueue {
 public:
  /// `worker` names this one among all that ever were; producers and onlookers leave it empty.
  explicit JobQueue(QueueSettings settings, std::string worker = {});

  /// Nothing if the job is new and waits now; else the state of the job that has the id.
  [[nodiscard]] base::Result<std::optional<std::string>> enqueue(const JobEntry& job);

  /// The next entry for this worker: first what others let fall. Waits a second at the most;
  /// nothing if there was none.
  [[nodiscard]] base::Result<std::optional<Delivery>> take();
  [[nodiscard]] base::Result<Begin> begin(const Delivery& delivery, const JobEntry& job);
  /// Keeps the entry this worker's. `progress` in [0, 1].
  [[nodiscard]] base::Result<Hold> beat(const Delivery& delivery, const JobEntry& job,
                                        double progress);
  /// The job is done; `files` relative to the folder of results. True if this call ended it.
  [[nodiscard]] base::Result<bool> finish(const Delivery& delivery, const JobEntry& job,
                                          const std::vector<std::string>& files);
  [[nodiscard]] base::Status end_cancelled(const Delivery& delivery, const JobEntry& job);
  /// It failed, and may do better later: it is anybody's after claim_after.
  [[nodiscard]] base::Status fail(const Delivery& delivery, const JobEntry& job,
                                  std::string_view error);
  /// This worker stops: it is anybody's at once, and the attempt does not count.
  [[nodiscard]] base::Status give_back(const Delivery& delivery, const JobEntry& job);
  /// It becomes a dead letter. Without a job: the entry is none of a job.
  [[nodiscard]] base::Status bury(const Delivery& delivery, const JobEntry* job,
                                  std::string_view reason);
  /// Takes the worker's name off the group, unless entries are pending under it.
  void leave();

  [[nodiscard]] base::Result<QueueCounts> counts();
  /// The hash of a job; empty where there is none.
  [[nodiscard]] base::Result<Fields> look(const std::string& id);
  [[nodiscard]] base::Result<std::vector<DeadLetter>> dead(unsigned most);
  /// What became of it: "queued", the state of a job that is not dead, "unknown", or "gone".
  [[nodiscard]] base::Result<std::string> retry(const std::string& id);
  /// "cancelled", "cancelling", the state of a job that has ended, or "unknown".
  [[nodiscard]] base::Result<std::string> cancel(const std::string& id);

  [[nodiscard]] const QueueSettings& settings() const { return settings_; }

 private:
  base::Result<Reply> run(const char* script, const std::string& id,
                          std::vector<std::string> values);
  base::Result<bool> end(const Delivery& delivery, const JobEntry& job, const char* state,
                         const std::string& files);
  base::Status release(const Delivery& delivery, const JobEntry& job,
                       std::chrono::milliseconds idle, const char* state, int more_attempts,
                       std::string_view error);
  base::Status make_group();
  base::Result<std::optional<Delivery>> take_over();
  base::Result<std::optional<Delivery>> take_new();
  std::string key_of(const std::string& id) const;

  const QueueSettings settings_;
  const std::string worker_;
  Redis redis_;
  bool has_group_ = false;
  std::string looked_until_ = "0-0";  // among the pending entries
};

}  // namespace dragoman::queue

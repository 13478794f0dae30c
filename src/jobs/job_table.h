#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/job.h"
#include "jobs/database.h"
#include "jobs/file_table.h"
#include "jobs/records.h"

namespace dragoman::jobs {

/// As the wire says it: "queued".
[[nodiscard]] std::string_view name_of(JobState state);

/// The rows of jobs, and of the log of each. Every call is safe from any thread. Errors: those of
/// Database.
class JobTable {
 public:
  explicit JobTable(Database& database) : database_(database) {}

  /// False where `max_waiting` jobs wait already, or its file is not the client's (any more).
  [[nodiscard]] base::Result<bool> add(const JobRecord& job, std::int64_t max_waiting);
  [[nodiscard]] base::Result<std::optional<JobRecord>> find(std::string_view id,
                                                            std::string_view client);
  [[nodiscard]] base::Result<std::vector<JobRecord>> list(std::string_view client,
                                                          const Page& page);
  /// Takes the next one into work: of the client of whom the fewest run, the oldest.
  [[nodiscard]] base::Result<std::optional<JobRecord>> take_next(std::int64_t now);
  [[nodiscard]] base::Result<bool> any_queued();
  /// Of those that were in work when the server ended.
  [[nodiscard]] base::Status requeue_all();
  /// As requeue_all, of one, which is not to blame.
  [[nodiscard]] base::Status put_back(std::string_view id);
  /// A queued job becomes a cancelled one; false where it is not queued.
  [[nodiscard]] base::Result<bool> cancel_queued(std::string_view id, std::int64_t now);
  /// Their ids, without line breaks.
  [[nodiscard]] base::Status set_models(std::string_view id,
                                        const std::vector<std::string>& models);
  [[nodiscard]] base::Status set_progress(std::string_view id, const core::Progress& progress);
  /// Its last state, with `error` or `finished`.
  [[nodiscard]] base::Status end(const JobRecord& job);
  /// The job and its log. False where it has not ended.
  [[nodiscard]] base::Result<bool> remove(std::string_view id);
  [[nodiscard]] base::Result<std::vector<std::string>> expired(std::int64_t now);
  [[nodiscard]] base::Result<std::vector<std::string>> all_ids();

  /// The next row of a job's log.
  [[nodiscard]] base::Status append(std::string_view job, const LoggedEvent& event);
  /// Of the speech logged before that row.
  [[nodiscard]] base::Result<std::int64_t> samples_before(std::string_view job, std::int64_t seq);
  /// At most `limit` of what follows `after`, in order.
  [[nodiscard]] base::Result<std::vector<LoggedEvent>> events(std::string_view job,
                                                              std::int64_t after,
                                                              std::int64_t limit);

 private:
  Database& database_;
};

/// What a job's log says is out already, and where it ends.
struct LogState {
  core::Resume resume;
  bool started = false;
  std::int64_t last_seq = 0;
};
[[nodiscard]] base::Result<LogState> read_log(JobTable& table, std::string_view job);

}  // namespace dragoman::jobs

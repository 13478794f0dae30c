#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "jobs/database.h"
#include "jobs/file_table.h"
#include "jobs/job_table.h"
#include "jobs/shelf.h"

namespace dragoman::jobs {

struct StateOptions {
  std::string dir;                                ///< Made where it is not there, for us alone.
  std::uint64_t max_stored_bytes = 20ULL << 30U;  ///< Of files, parts and spoken results in all.
};

/// All that outlives the server: one folder, of one server at a time.
///
///     state.sqlite3    what there is (database.h)
///     lock             held as long as a server uses the folder
///     files/<id>       whole files
///     parts/<id>       parts of uploads
///     speech/<id>      the samples of a job's speech, raw
///     films/<id>       the film that a job has made
///     work/<id>        what a film is made of, as long as its job has not ended
///
/// A file counts from the moment its row is committed, and its bytes are on the disk before that;
/// bytes go after their row. So a crash at any moment leaves at most bytes that nobody knows, which
/// open() sweeps away. Every call is safe from any thread.
class State {
 public:
  /// Errors: kUnavailable (another server has it), kIo (damaged, or not ours to write).
  [[nodiscard]] static base::Result<std::unique_ptr<State>> open(const StateOptions& options);

  [[nodiscard]] FileTable& files() { return files_; }
  [[nodiscard]] JobTable& jobs() { return jobs_; }
  [[nodiscard]] const Space& space() const { return space_; }
  [[nodiscard]] Shelf& file_bytes() { return *file_bytes_; }
  [[nodiscard]] Shelf& part_bytes() { return *part_bytes_; }
  [[nodiscard]] Shelf& speech_bytes() { return *speech_bytes_; }
  [[nodiscard]] Shelf& films() { return *films_; }
  [[nodiscard]] Shelf& work() { return *work_; }

  /// Makes a draft a file. `file.bytes` is filled in.
  [[nodiscard]] base::Status keep(Draft& draft, FileRecord& file);
  /// Makes a draft a part. False where its upload is not pending any more.
  [[nodiscard]] base::Result<bool> keep(Draft& draft, PartRecord& part);
  /// Joins parts in this order to the file of an upload. False as above.
  [[nodiscard]] base::Result<bool> join(const UploadRecord& upload,
                                        const std::vector<PartRecord>& parts, FileRecord& file);
  [[nodiscard]] base::Result<bool> cancel(const UploadRecord& upload);
  /// False where a job that has not ended still needs it.
  [[nodiscard]] base::Result<bool> remove_file(const std::string& id);
  /// False where it has not ended.
  [[nodiscard]] base::Result<bool> remove_job(const std::string& id);
  /// Removes what is over its time.
  [[nodiscard]] base::Status clean(std::int64_t now);

 private:
  State(base::UniqueFd lock, std::unique_ptr<Database> database, const StateOptions& options);
  [[nodiscard]] base::Status open_shelves(const std::string& dir);
  [[nodiscard]] base::Status sweep();
  void remove_parts(const std::vector<PartRecord>& parts);

  base::UniqueFd lock_;
  std::unique_ptr<Database> database_;
  FileTable files_;
  JobTable jobs_;
  Space space_;
  std::unique_ptr<Shelf> file_bytes_;
  std::unique_ptr<Shelf> part_bytes_;
  std::unique_ptr<Shelf> speech_bytes_;
  std::unique_ptr<Shelf> films_;
  std::unique_ptr<Shelf> work_;
};

}  // namespace dragoman::jobs

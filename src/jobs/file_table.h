#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/database.h"
#include "jobs/records.h"

namespace dragoman::jobs {

/// A stretch of a list, newest first.
struct Page {
  std::string after;  ///< The id that the last page ended with; empty: from the newest on.
  std::int64_t limit = 100;
};

/// The rows of files and of uploads with their parts; the bytes are files.h's. Every call is safe
/// from any thread. Errors: those of Database.
class FileTable {
 public:
  explicit FileTable(Database& database) : database_(database) {}

  [[nodiscard]] base::Status add(const FileRecord& file);
  /// Nothing where there is none, or where it is another client's.
  [[nodiscard]] base::Result<std::optional<FileRecord>> find(std::string_view id,
                                                             std::string_view client);
  [[nodiscard]] base::Result<std::vector<FileRecord>> list(std::string_view client,
                                                           const Page& page);
  /// False where a job that has not ended still needs it; it is kept then.
  [[nodiscard]] base::Result<bool> remove(std::string_view id);
  /// Ids of what is over its time, and needed by no job.
  [[nodiscard]] base::Result<std::vector<std::string>> expired(std::int64_t now);
  [[nodiscard]] base::Result<std::vector<std::string>> all_ids();

  [[nodiscard]] base::Status add(const UploadRecord& upload);
  [[nodiscard]] base::Result<std::optional<UploadRecord>> find_upload(std::string_view id,
                                                                      std::string_view client);
  /// In the order of their coming.
  [[nodiscard]] base::Result<std::vector<PartRecord>> parts(std::string_view upload);
  /// False where the upload is not pending any more.
  [[nodiscard]] base::Result<bool> add(const PartRecord& part);
  /// The file stands in place of the upload's parts, at one stroke. False as above.
  [[nodiscard]] base::Result<bool> complete(std::string_view upload, const FileRecord& file);
  /// False as above.
  [[nodiscard]] base::Result<bool> cancel(std::string_view upload);
  /// Ids of the parts that remove_expired_uploads() would forget.
  [[nodiscard]] base::Result<std::vector<std::string>> expired_parts(std::int64_t now);
  /// Forgets the uploads that are over their time, and their parts.
  [[nodiscard]] base::Status remove_expired_uploads(std::int64_t now);
  [[nodiscard]] base::Result<std::vector<std::string>> all_part_ids();

 private:
  [[nodiscard]] base::Result<bool> settle(std::string_view upload, std::string_view state,
                                          std::string_view file);
  [[nodiscard]] base::Result<std::vector<std::string>> ids(
      std::string_view sql, std::initializer_list<Value> values = {});

  Database& database_;
};

}  // namespace dragoman::jobs

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/records.h"

/// Files, uploads and jobs as the wire shows them: OpenAI's shapes where it has them.
namespace dragoman::api::wire {

/// A list as it is paged: whether there is more behind it.
template <class Record>
struct Listed {
  std::vector<Record> records;
  bool has_more = false;
};

[[nodiscard]] std::string file_object(const jobs::FileRecord& file);
[[nodiscard]] std::string file_list(const Listed<jobs::FileRecord>& files);
/// `object`: "file", "job".
[[nodiscard]] std::string deleted_object(std::string_view object, std::string_view id);

/// `file`: what a completed upload became, if it is still there. `parts`: those that have come.
[[nodiscard]] std::string upload_object(const jobs::UploadRecord& upload,
                                        const std::optional<jobs::FileRecord>& file,
                                        const std::vector<jobs::PartRecord>& parts);
[[nodiscard]] std::string part_object(const jobs::PartRecord& part);

[[nodiscard]] std::string job_object(const jobs::JobRecord& job);
[[nodiscard]] std::string job_list(const Listed<jobs::JobRecord>& jobs);

}  // namespace dragoman::api::wire

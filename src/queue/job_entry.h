#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/language.h"
#include "output/writer.h"

namespace dragoman::queue {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// One job as it stands on the stream: what a producer writes with XADD. docs/how-to/queue.md is
/// its specification.
struct JobEntry {
  std::string id;     ///< 1 to 128 letters, digits, "-", "_" and "."; not first. Names the results.
  std::string input;  ///< A path below the folder of inputs, relative to it, or an http(s) URL.
  std::optional<core::Language> source;
  std::optional<core::Language> target;  ///< Nothing: a transcript.
  std::vector<output::Format> formats;   ///< Never empty; each once.
  std::string voice;                     ///< Empty: the usual one.

  bool operator==(const JobEntry&) const = default;
};

/// Reads what anybody may have put on the stream: known fields, each once, all of them bounded.
/// Errors: kInvalidArgument, naming the field.
[[nodiscard]] base::Result<JobEntry> parse_job_entry(const Fields& fields);

[[nodiscard]] Fields to_fields(const JobEntry& entry);

[[nodiscard]] bool is_job_id(std::string_view id);

/// An id that says what is to be done: the same for the same entry (its own id aside) of the same
/// `stamp`, the input's size and time, so that whoever enqueues twice enqueues once.
[[nodiscard]] std::string make_job_id(JobEntry entry, std::string_view stamp);

}  // namespace dragoman::queue

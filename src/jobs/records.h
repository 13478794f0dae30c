#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/event.h"

/// What is kept over a restart, as plain data. Times are seconds since 1970, UTC; `client` is the
/// name of the key that made the thing.
namespace dragoman::jobs {

struct FileRecord {
  std::string id = {};
  std::string client = {};
  std::string name = {};  ///< As the client calls it; never a path of ours.
  std::string purpose = {};
  std::uint64_t bytes = 0;
  std::int64_t created = 0;
  std::int64_t expires = 0;
};

enum class UploadState : std::uint8_t { kPending, kCompleted, kCancelled };

/// A file that comes in parts.
struct UploadRecord {
  std::string id = {};
  std::string client = {};
  std::string name = {};
  std::string purpose = {};
  std::string mime_type = {};
  std::uint64_t bytes = 0;  ///< Promised.
  std::int64_t created = 0;
  std::int64_t expires = 0;
  UploadState state = UploadState::kPending;
  std::string file = {};  ///< Its id, once completed.
};

struct PartRecord {
  std::string id = {};
  std::string upload = {};
  std::uint64_t bytes = 0;
  std::int64_t created = 0;
};

enum class JobState : std::uint8_t { kQueued, kRunning, kSucceeded, kFailed, kCancelled };

[[nodiscard]] inline bool has_ended(JobState state) {
  return state != JobState::kQueued && state != JobState::kRunning;
}

struct JobRecord {
  std::string id = {};
  std::string client = {};
  std::string request = {};  ///< As its front door reads it: opaque here.
  std::string file = {};     ///< The id of the file it needs; may be empty.
  JobState state = JobState::kQueued;
  int attempts = 0;  ///< Times it was begun and not put back in good order.
  std::int64_t created = 0;
  std::optional<std::int64_t> started = {};
  std::optional<std::int64_t> ended = {};
  std::int64_t expires = 0;
  core::Seconds done{0};
  std::optional<core::Seconds> total = {};
  std::vector<std::string> models = {};         ///< What it ran on, from its begin on.
  std::string error = {};                       ///< Of a job that failed: opaque here.
  std::optional<core::Finished> finished = {};  ///< Of one that succeeded.
  std::string film = {};  ///< The kind of film that it makes ("mp4"); empty: none.
};

/// One translated sentence, with the text that is to be appended for it (may be empty).
struct Sentence {
  std::string delta = {};
  core::Segment segment;
};

/// The speech of the next sentence: where it lies in the job's file of samples. May be empty.
struct Speech {
  std::int64_t first_sample = 0;
  std::int64_t samples = 0;
};

/// A row of a job's log, counted from 1. Once there it never changes.
struct LoggedEvent {
  std::int64_t seq = 0;
  std::variant<core::Started, Sentence, Speech> event;
};

}  // namespace dragoman::jobs

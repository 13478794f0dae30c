#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "api/http.h"
#include "api/services.h"
#include "base/files.h"
#include "core/line_breaks.h"
#include "jobs/runner.h"
#include "jobs/state.h"

/// What the handlers of files, uploads and jobs have in common.
namespace dragoman::api {

struct StoredOptions {
  std::uint64_t max_file_bytes = 512ULL << 20U;
  std::uint64_t max_part_bytes = 64ULL << 20U;  ///< Of an upload.
  std::int64_t lifetime_s = 7 * 86400;          ///< Of files, uploads and ended jobs.
  std::int64_t max_waiting_jobs = 1000;
  std::size_t max_terms = 1000;
  std::chrono::milliseconds comment_interval{10'000};
  core::FindLineBreaks find_line_breaks = {};  ///< Of subtitles.
};

struct Stored {
  jobs::State& state;
  jobs::Runner& runner;
  StoredOptions options;
  FindServices services;
};

/// Seconds since 1970, UTC.
[[nodiscard]] std::int64_t now_s();

/// "file-" and 32 random digits: nobody guesses another's, and as a file's name it is harmless.
[[nodiscard]] std::string new_id(std::string_view prefix);

[[nodiscard]] Response json_response(std::string body);
[[nodiscard]] Response refusal(const ErrorReply& reply, const Request& request);
/// "There is no file 'file-1'."
[[nodiscard]] Response unknown(std::string_view what, std::string_view id, const Request& request);
[[nodiscard]] Response conflict(std::string_view why, const Request& request);
/// What failed below; a fault of ours is logged.
[[nodiscard]] Response failed(const base::Error& error, const Request& request);

/// The part of a list that `after` and `limit` of the query ask for, one more than `limit` so that
/// has_more is known; at most `max`, which is also what holds where nothing is said.
[[nodiscard]] std::variant<jobs::Page, ErrorReply> page_of(const Request& request,
                                                           std::int64_t max);

/// What of a client's name for a file is kept: the last part of a path, as valid text.
[[nodiscard]] std::string clean_file_name(std::string_view name);

/// 1 to 64 small letters, digits, "-" and "_".
[[nodiscard]] bool is_purpose(std::string_view purpose);

}  // namespace dragoman::api

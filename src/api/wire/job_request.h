#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/error_reply.h"
#include "core/dub.h"
#include "core/job.h"

namespace dragoman::api::wire {

/// The body of POST /v1/jobs, checked.
struct JobRequest {
  core::Job job;        ///< Its input is set where that is a URL.
  std::string file_id;  ///< Else this.
  std::string model;
  std::optional<core::FilmWish> film;  ///< Where the job is to make one.
};

/// The answer is the documented text for the first thing that is wrong. Whether the file is there
/// and the engines cover the languages is not asked here.
[[nodiscard]] std::variant<JobRequest, ErrorReply> read_job_request(std::string_view body,
                                                                    std::size_t max_terms);

}  // namespace dragoman::api::wire

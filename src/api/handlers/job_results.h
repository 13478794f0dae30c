#pragma once

#include "api/handlers/stored.h"
#include "core/job.h"
#include "output/writer.h"

namespace dragoman::api {

/// What a job that has ended made, as a file; of one that failed or was cancelled, as far as it
/// came.
[[nodiscard]] Response job_result(Stored& stored, const jobs::JobRecord& job, const core::Job& wish,
                                  output::Format format, const Request& request);

/// The film that a job has made.
[[nodiscard]] Response job_film(Stored& stored, const jobs::JobRecord& job, const Request& request);

}  // namespace dragoman::api

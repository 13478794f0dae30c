#pragma once

#include <string_view>

#include "api/error_reply.h"
#include "base/result.h"
#include "core/job.h"

namespace dragoman::api {

/// The reply to a job that failed, as from_error() has it; a fault of ours goes to the log as well,
/// under `what` ("Translation failed").
[[nodiscard]] ErrorReply reply_to_failure(std::string_view what, const base::Error& error,
                                          const core::Job& job, std::string_view request_id);

/// Why a job ended before its first event: its status, or a fault of ours where that is no failure.
[[nodiscard]] base::Error failure_of(const base::Status& ended);

}  // namespace dragoman::api

#pragma once

#include "app/config.h"
#include "base/result.h"
#include "queue/job_queue.h"

namespace dragoman::app {

/// Reads redis_password_file too. Errors: kInvalidArgument (redis_url), those of reading the file.
[[nodiscard]] base::Result<queue::QueueSettings> queue_settings(const Config& config);

}  // namespace dragoman::app

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "api/http.h"
#include "api/services.h"
#include "api/wire/chat_request.h"

namespace dragoman::api {

struct ChatOptions {
  wire::ChatRequestLimits limits;
  std::size_t max_jobs = 32;                  ///< At a time; one more gets 429.
  std::chrono::milliseconds max_job_time{0};  ///< 0: none.
  std::chrono::milliseconds comment_interval{
      10'000};  ///< A quiet stream sends an SSE comment this often.
};

/// The services, or null while there are none (engines loading, server draining). Called from many
/// threads.
using FindServices = std::function<std::shared_ptr<const Services>()>;

/// POST /v1/chat/completions. The status line waits for the job's first event: until then every
/// failure is an HTTP error. Then events stream as SSE, or are gathered into one object.
[[nodiscard]] std::function<BodyStream()> chat_completions(ChatOptions options,
                                                           FindServices services);

}  // namespace dragoman::api

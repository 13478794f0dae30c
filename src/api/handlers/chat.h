#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "api/admission.h"
#include "api/http.h"
#include "api/services.h"
#include "api/wire/chat_request.h"
#include "core/line_breaks.h"

namespace dragoman::api {

struct ChatOptions {
  wire::ChatRequestLimits limits;
  std::chrono::milliseconds max_job_time{0};  ///< 0: none.
  std::chrono::milliseconds comment_interval{
      10'000};                                 ///< A quiet stream sends an SSE comment this often.
  core::FindLineBreaks find_line_breaks = {};  ///< Of subtitles.
};

/// POST /v1/chat/completions. The status line waits for the job's first event: until then every
/// failure is an HTTP error; a job waits for its place, or is told (429) that there is no room.
/// Then events stream as SSE, or are gathered into one object.
[[nodiscard]] std::function<BodyStream()> chat_completions(ChatOptions options,
                                                           FindServices services,
                                                           std::shared_ptr<Admission> admission);

}  // namespace dragoman::api

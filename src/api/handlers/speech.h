#pragma once

#include <chrono>
#include <memory>

#include "api/admission.h"
#include "api/http.h"
#include "api/services.h"

namespace dragoman::api {

struct SpeechOptions {
  std::chrono::milliseconds max_job_time{0};  ///< 0: none.
  std::chrono::milliseconds comment_interval{
      10'000};  ///< A quiet stream of events sends an SSE comment this often.
};

/// POST /v1/audio/speech: a text spoken, in the format that is asked for, while it is made. The
/// status line waits for the first sound: until then every failure is an HTTP error. Later a stream
/// of events ends with one that says what went wrong; bare bytes break off, so that no client takes
/// them for whole.
[[nodiscard]] Handler audio_speech(SpeechOptions options, FindServices services,
                                   std::shared_ptr<Admission> admission);

}  // namespace dragoman::api

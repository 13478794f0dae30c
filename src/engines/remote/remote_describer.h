#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/config.h"
#include "engines/scene_describer.h"

namespace dragoman::engines::remote {

/// How much patience there is with a service.
struct Patience {
  std::chrono::milliseconds timeout{20'000};  ///< For one attempt.
  std::chrono::milliseconds connect_timeout{5'000};
  unsigned attempts = 3;
  std::chrono::milliseconds first_pause{250};      ///< Before the second attempt; doubles.
  std::chrono::milliseconds longest_pause{5'000};  ///< Of a Retry-After, too: past that it fails.
  unsigned failures = 3;                           ///< Requests in a row, each with all attempts...
  std::chrono::milliseconds rest{30'000};          ///< ... after which none is made for so long.
};

/// `replicas` describers that ask one OpenAI-compatible endpoint (llama-server, vLLM, a hosted
/// service): POST <url>/chat/completions with the pictures as JPEG in data URLs. They share one
/// circuit breaker. Pictures leave this machine, so it is only done where the operator names the
/// endpoint.
///
/// Asked again, after a pause that doubles: what was not reached, too slow or broken off, and the
/// answers 408, 425, 429, 500, 502, 503 and 504 (after Retry-After, where that is short). An answer
/// that is no note is asked for once more, as engines/scene_describer.h says; one of more than
/// kMostReplyBytes is not read. What fails so is kUnavailable, as is every request while the
/// breaker is open, and one that is answered otherwise (a key that is refused: 401, 403). The log
/// says why; the key is in no message.
///
/// Errors: kInvalidArgument (a URL that is none, a key that is none, no model's name).
[[nodiscard]] base::Result<std::vector<std::unique_ptr<SceneDescriber>>> open_remote_describers(
    const RemoteModel& endpoint, unsigned replicas, const Patience& patience = {});

inline constexpr std::size_t kMostReplyBytes = 64U << 10U;

}  // namespace dragoman::engines::remote

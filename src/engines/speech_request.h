#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"
#include "engines/tts.h"

namespace dragoman::engines {

/// The range of SpeechRequest::rate.
inline constexpr double kSlowestRate = 0.5;
inline constexpr double kFastestRate = 2.0;

/// What every synthesiser asks of a request before it works: that it is not cancelled, that its
/// voice is one of `voices` and speaks its language, that its rate and duration are in range. Gives
/// the voice's index. Errors: the token's, kVoiceUnsupported, kInvalidArgument.
[[nodiscard]] base::Result<std::size_t> check_request(const SpeechRequest& request,
                                                      std::span<const Voice> voices);

}  // namespace dragoman::engines

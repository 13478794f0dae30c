#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "engines/tts.h"
#include "engines/voice_mix.h"

namespace dragoman::engines {

/// The range of SpeechRequest::rate.
inline constexpr double kSlowestRate = 0.25;
inline constexpr double kFastestRate = 4.0;

/// What every synthesiser asks of a request before it works: that it is not cancelled, that its
/// voice is one of `voices` or a mix of them and speaks its language, that its rate and duration
/// are in range. Gives find_voice(): one share where no voice of `voices` mixes. Errors: the
/// token's, kVoiceUnsupported, kInvalidArgument.
[[nodiscard]] base::Result<std::vector<VoiceShare>> check_request(const SpeechRequest& request,
                                                                  std::span<const Voice> voices);

}  // namespace dragoman::engines

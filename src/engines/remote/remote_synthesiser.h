#pragma once

#include <memory>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "engines/config.h"
#include "engines/remote/patience.h"
#include "engines/tts.h"

namespace dragoman::engines::remote {

/// `replicas` synthesisers that ask one OpenAI-compatible endpoint, a sentence at a time: POST
/// <url>/audio/speech for WAVE, which is made as loud and as long as any speech (spoken_pieces.h).
/// They share one service (service.h), whose failure is that of the request.
///
/// `voices` are those of the service, and what they speak; where there are none it is asked for
/// them (GET <url>/voices, as another dragoman answers it).
///
/// Errors: kInvalidArgument (as Service::open), kUnavailable (it tells no voices), the token's.
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Synthesiser>>> open_remote_synthesisers(
    const RemoteModel& endpoint, std::vector<Voice> voices, unsigned replicas,
    const Patience& patience = {}, const base::CancelToken& cancel = {});

}  // namespace dragoman::engines::remote

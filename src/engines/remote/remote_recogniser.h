#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "engines/asr.h"
#include "engines/config.h"
#include "engines/remote/patience.h"

namespace dragoman::engines::remote {

/// `replicas` recognisers that ask one OpenAI-compatible endpoint, an utterance at a time: POST
/// <url>/audio/transcriptions and, where it puts speech into English (`gives_english`),
/// /audio/translations. They share one service (service.h), whose failure is that of the request.
/// Sound leaves this machine, so it is only done where the operator names the endpoint.
///
/// The language is found out by the service where none is named; one that it does not say, or that
/// we do not know, is the likely one. Terms and what was said before go as the prompt. What cannot
/// be a transcript (engines/answer_guards.h), repeats the prompt, or is sure that nobody speaks (as
/// Whisper's own rule has it: no_speech_prob above 0.6 and avg_logprob below -1) is no text.
///
/// Errors: kInvalidArgument (as Service::open).
[[nodiscard]] base::Result<std::vector<std::unique_ptr<Recogniser>>> open_remote_recognisers(
    const RemoteModel& endpoint, bool gives_english, unsigned replicas,
    const Patience& patience = {});

}  // namespace dragoman::engines::remote

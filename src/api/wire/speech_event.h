#pragma once

#include <string>
#include <string_view>

#include "core/event.h"

/// The events of POST /v1/audio/speech with stream_format "sse", one JSON text each.
namespace dragoman::api::wire {

/// speech.audio.delta: encoded bytes, as base64.
[[nodiscard]] std::string speech_delta(std::string_view bytes);

/// speech.audio.done, with the usage: the tokens of the text in, those of the sound out.
[[nodiscard]] std::string speech_done(const core::Usage& usage);

}  // namespace dragoman::api::wire

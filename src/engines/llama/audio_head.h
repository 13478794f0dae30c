#pragma once

#include "base/result.h"
#include "engines/llama/gguf_header.h"

namespace dragoman::engines::llama {

/// Checks of an audio projector's file (mmproj) what libmtmd takes on trust: that it is one, of a
/// kind that we ask (qwen3a, qwen2a, ultravox, voxtral, gemma4a), of sizes that can be, and that it
/// holds every tensor which the library would otherwise reach for without a look. Pure; safe from
/// any thread. Errors: kModelInvalid, one sentence.
[[nodiscard]] base::Status check_audio_head(const GgufHeader& header);

}  // namespace dragoman::engines::llama

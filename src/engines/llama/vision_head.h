#pragma once

#include "base/result.h"
#include "engines/llama/gguf_header.h"

namespace dragoman::engines::llama {

/// Checks of the part of a projector's file (mmproj) that sees what libmtmd takes on trust: that it
/// is of a kind that we ask (gemma3, gemma4v, idefics3, qwen2vl_merger, qwen2.5vl_merger,
/// qwen3vl_merger), of sizes that can be, none of them zero where the library divides by it, and
/// that it holds every tensor which the library would otherwise reach for without a look. Pure;
/// safe from any thread. Errors: kModelInvalid, one sentence.
[[nodiscard]] base::Status check_vision_head(const GgufHeader& header);

}  // namespace dragoman::engines::llama

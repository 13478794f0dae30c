#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "engines/tts.h"
#include "text/espeak.h"

namespace dragoman::engines::espeak {

/// The model id of its voices.
inline constexpr const char* kModelId = "espeak";

/// eSpeak NG's own voices: formant synthesis, understood with effort, for a three-hundredth of real
/// time. The last resort: offered are the languages whose script the library reads, which leaves
/// out Japanese, Thai and Cantonese. Voices are named after their language: "espeak-de". Replicas
/// share the library and its lock. Cancel takes effect within a few hundredths of a second of
/// speech. Replicas without a voice: none are returned.
[[nodiscard]] std::vector<std::unique_ptr<Synthesiser>> open_espeak(
    std::shared_ptr<const text::Espeak> espeak, unsigned replicas);

}  // namespace dragoman::engines::espeak

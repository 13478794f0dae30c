#pragma once

#include <memory>
#include <string>

#include "text/espeak.h"
#include "text/g2p/front_end.h"

namespace dragoman::text {

/// eSpeak NG's own IPA by one of its voices, for models that were trained on it (Piper): each
/// phoneme as its code points, decomposed (NFD: "ç" is "c" and a cedilla), without ties and without
/// flags such as "(en)". Errors of its calls: kVoiceUnsupported, where eSpeak NG has no such voice.
[[nodiscard]] std::unique_ptr<FrontEnd> make_espeak_ipa(std::shared_ptr<const Espeak> espeak,
                                                        std::string espeak_voice);

/// Small letters, decomposed, as they are written: for models that read letters.
[[nodiscard]] std::unique_ptr<FrontEnd> make_letter_reader();

}  // namespace dragoman::text

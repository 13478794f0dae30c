#pragma once

#include <memory>

#include "text/espeak.h"
#include "text/g2p/front_end.h"
#include "text/g2p/model_alphabet.h"

namespace dragoman::text {

/// The front end of an accent that eSpeak NG reads well. Letters of scripts that the language does
/// not use are passed over. Errors of its calls: kVoiceUnsupported,
/// where eSpeak NG's data lacks the language.
[[nodiscard]] std::unique_ptr<FrontEnd> make_espeak_front_end(std::shared_ptr<const Espeak> espeak,
                                                              Accent accent);

}  // namespace dragoman::text

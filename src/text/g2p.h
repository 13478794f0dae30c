#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/language.h"
#include "text/espeak.h"
#include "text/g2p_rules.h"

namespace dragoman::text {

/// The front end for a language; `british` chooses between the two of English. Nothing where we
/// have none that was found to be understood.
[[nodiscard]] std::optional<Accent> accent_of(core::Language language, bool british);

/// The phonemes of a text (as speakable_text() gives it) in the model's alphabet, its punctuation
/// between them: U"həlˈO, wˈɜɹld!". Empty where nothing would be said. Safe from any thread.
/// Errors: kVoiceUnsupported, where eSpeak NG's data lacks the language.
[[nodiscard]] base::Result<std::u32string> text_to_phonemes(const Espeak& espeak, Accent accent,
                                                            std::string_view text);

}  // namespace dragoman::text

#pragma once

#include <optional>
#include <string_view>

#include "core/language.h"

namespace dragoman::text {

/// The language of a written text, one of `among`: by Compact Language Detector 2 (naive Bayes over
/// runs of four letters; scripts that one language writes decide alone). Short texts are guessed,
/// as those of several languages are; Cantonese is taken for Chinese where `among` has that and
/// else the other way round. Nothing where the text has no letters, or is in a language that is not
/// in `among`. UTF-8. Safe from any thread.
[[nodiscard]] std::optional<core::Language> language_of(std::string_view text,
                                                        const core::LanguageSet& among);

/// Whether a letter of any script is in the text. UTF-8. Safe from any thread.
[[nodiscard]] bool has_letters(std::string_view text);

}  // namespace dragoman::text

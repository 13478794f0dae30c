#pragma once

#include <string>
#include <string_view>

#include "core/language.h"

namespace dragoman::text {

/// Whether a sentence is written in capitals alone: at least two words and six letters, none of
/// them small. Never so in scripts without case. UTF-8, as everywhere here; safe from any thread.
[[nodiscard]] bool is_all_capitals(std::string_view sentence);

/// A sentence in capitals as it would be written otherwise: small letters after a capital one.
[[nodiscard]] std::string in_sentence_case(std::string_view sentence, core::Language language);

/// Small letters throughout.
[[nodiscard]] std::string in_small_letters(std::string_view text, core::Language language);

/// Capitals throughout, as the language writes them.
[[nodiscard]] std::string in_capitals(std::string_view text, core::Language language);

/// The text with its first letter a capital. Text that begins with anything else stays.
[[nodiscard]] std::string capitalised(std::string_view text, core::Language language);

/// The same characters in their plainest form: letters without accents, straight quotes. Those that
/// have none stay.
[[nodiscard]] std::string plain_form(std::string_view text);

/// Whether it holds nothing but punctuation and white space.
[[nodiscard]] bool is_punctuation(std::string_view text);

/// Whether the text's first letter is a capital.
[[nodiscard]] bool begins_with_capital(std::string_view text);

}  // namespace dragoman::text

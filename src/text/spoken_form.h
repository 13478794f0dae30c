#pragma once

#include <string>
#include <string_view>

#include "core/language.h"

namespace dragoman::text {

/// A text as somebody who reads it out says it, in words of the language: numbers, dates, times,
/// money, units, addresses, abbreviations and signs (the tables are in text/spoken/). Tags of SSML,
/// HTML and XML are spoken as nothing and have no effect. Brackets that
/// repeat a name of another script in Latin letters are left out (spoken/glosses.h). Letters and
/// punctuation stay as they are; acronyms are left to what turns words into sounds. For a language
/// without tables (those that no voice of the contract speaks) only the tags go.
///
/// `text` is what speakable_text() gives; any other bytes do no harm. Takes time in proportion to
/// the text's length. Safe from any thread.
[[nodiscard]] std::string spoken_form(core::Language language, std::string_view text);

}  // namespace dragoman::text

#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

/// Puts stops or spaces (`joint`) between the letters of acronyms that are spelled and that eSpeak
/// NG would read as a word: U"the WHO" becomes U"the W.H.O". Beside other words in capitals they
/// are words themselves: U"WHO IS IT".
[[nodiscard]] std::u32string spell_out_acronyms(std::u32string_view words, char32_t joint);

}  // namespace dragoman::text

#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

/// Respells what the spelling of a Korean word does not tell, so that the regular rules of
/// korean_pronunciation.h give the standard's reading: 인권 becomes 인꿘, 서울역 becomes 서울력. By
/// small tables and a few rules over the shape of words, each under its article of the Standard
/// Pronunciation: vowels of 의 and the like (5), clusters (10), liaison between words (15), names
/// of letters (16), ㄴㄹ that stays nasal (20), tense consonants after stems (24), in Sino-Korean
/// words (26) and compounds (28), inserted ㄴ (29, 30). A word that no table holds is read as
/// spelled.
///
/// `text` has its words parted by spaces; the result has as many words, each of as many syllables.
[[nodiscard]] std::u32string respell_korean(std::u32string_view text);

}  // namespace dragoman::text

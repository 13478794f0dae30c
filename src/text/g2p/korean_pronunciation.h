#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

/// How Korean is said, written in Hangul again: U"값이 맑게" becomes U"갑씨 말께". Follows the
/// Standard Pronunciation of the Standard Language Regulations (표준어 규정 제2부 표준 발음법,
/// National Institute of Korean Language, notice 2017-13); articles are named beside their rules.
/// Where the standard allows two readings, the more usual one of speech is taken: 의 as ㅔ where it
/// is the particle and ㅣ inside a word (article 5), ㅖ as ㅔ after a consonant (5).
///
/// Codas are the seven of article 8, onsets the nineteen letters. Words keep their spaces; across a
/// space obstruents are assimilated, aspirated and tensed as inside a word (12, 18, 23), and no
/// consonant moves to the next word. What spelling does not tell (morphemes, origin) is known from
/// the tables of korean_words.h alone. Length of vowels (6, 7) is not marked: spelling has none.
/// What is not a Hangul syllable is passed over. Safe from any thread.
[[nodiscard]] std::u32string korean_pronunciation(std::u32string_view text);

}  // namespace dragoman::text

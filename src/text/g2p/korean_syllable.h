#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dragoman::text {

/// A Korean syllable in its letters (compatibility jamo): onset ㅇ where it begins with its vowel,
/// coda 0 where it is open. Codas may be the clusters of spelling, ㄳ to ㅄ.
struct KoreanSyllable {
  char32_t onset;
  char32_t vowel;
  char32_t coda = 0;

  [[nodiscard]] bool operator==(const KoreanSyllable&) const = default;
};

/// The syllables of one word.
using KoreanWord = std::vector<KoreanSyllable>;

/// Takes the precomposed syllables of a text apart by the arithmetic of the Unicode standard
/// (section 3.12), words parted by anything that is not Hangul; a space in the result would say
/// nothing, so there are no empty words. What is neither a syllable nor a gap between words (lone
/// letters, Chinese characters) parts words as well.
[[nodiscard]] std::vector<KoreanWord> to_korean_words(std::u32string_view text);

/// The precomposed syllable of letters; 0 where they make none (a cluster as an onset).
[[nodiscard]] char32_t to_hangul(const KoreanSyllable& syllable);

/// The words in Hangul again, one space between.
[[nodiscard]] std::u32string to_hangul(const std::vector<KoreanWord>& words);

}  // namespace dragoman::text

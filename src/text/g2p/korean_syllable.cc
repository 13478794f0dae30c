#include "text/g2p/korean_syllable.h"

namespace dragoman::text {

namespace {

constexpr char32_t kFirst = U'가';
constexpr char32_t kLast = U'힣';
constexpr std::u32string_view kOnsets = U"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr std::u32string_view kVowels = U"ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
// From the second on: the first is no coda.
constexpr std::u32string_view kCodas = U"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
constexpr std::size_t kCodaCount = kCodas.size() + 1;

KoreanSyllable to_letters(char32_t hangul) {
  const std::size_t index = hangul - kFirst;
  const auto coda = index % kCodaCount;
  const auto vowel = index / kCodaCount % kVowels.size();
  const auto onset = index / kCodaCount / kVowels.size();
  return {kOnsets[onset], kVowels[vowel], coda == 0 ? U'\0' : kCodas[coda - 1]};
}

}  // namespace

std::vector<KoreanWord> to_korean_words(std::u32string_view text) {
  std::vector<KoreanWord> words;
  bool in_word = false;
  for (const auto point : text) {
    const bool hangul = point >= kFirst && point <= kLast;
    if (hangul && !in_word) words.emplace_back();
    if (hangul) words.back().push_back(to_letters(point));
    in_word = hangul;
  }
  return words;
}

char32_t to_hangul(const KoreanSyllable& syllable) {
  const auto onset = kOnsets.find(syllable.onset);
  const auto vowel = kVowels.find(syllable.vowel);
  const auto coda = syllable.coda == 0 ? 0 : kCodas.find(syllable.coda) + 1;
  if (onset == kOnsets.npos || vowel == kVowels.npos || coda > kCodas.size()) return 0;
  if (syllable.coda != 0 && coda == 0) return 0;
  return kFirst + static_cast<char32_t>((onset * kVowels.size() + vowel) * kCodaCount + coda);
}

std::u32string to_hangul(const std::vector<KoreanWord>& words) {
  std::u32string text;
  for (const auto& word : words) {
    if (!text.empty()) text += U' ';
    for (const auto& syllable : word) text += to_hangul(syllable);
  }
  return text;
}

}  // namespace dragoman::text

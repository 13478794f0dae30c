#include "text/g2p/korean_front_end.h"

#include <algorithm>
#include <array>

#include "text/g2p/clauses.h"
#include "text/g2p/korean_pronunciation.h"
#include "text/g2p/korean_syllable.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

struct Sound {
  char32_t letter;
  std::u32string_view phonemes;
};

constexpr std::array kVowels{
    Sound{U'ㅏ', U"a"},  Sound{U'ㅐ', U"ɛ"},  Sound{U'ㅑ', U"ja"}, Sound{U'ㅒ', U"jɛ"},
    Sound{U'ㅓ', U"ʌ"},  Sound{U'ㅔ', U"e"},  Sound{U'ㅕ', U"jʌ"}, Sound{U'ㅖ', U"je"},
    Sound{U'ㅗ', U"o"},  Sound{U'ㅘ', U"wa"}, Sound{U'ㅙ', U"wɛ"}, Sound{U'ㅚ', U"we"},
    Sound{U'ㅛ', U"jo"}, Sound{U'ㅜ', U"u"},  Sound{U'ㅝ', U"wʌ"}, Sound{U'ㅞ', U"we"},
    Sound{U'ㅟ', U"wi"}, Sound{U'ㅠ', U"ju"}, Sound{U'ㅡ', U"ɯ"},  Sound{U'ㅢ', U"ɯi"},
    Sound{U'ㅣ', U"i"},
};
constexpr std::array kOnsets{
    Sound{U'ㄱ', U"k"},  Sound{U'ㄲ', U"kk"}, Sound{U'ㄴ', U"n"},  Sound{U'ㄷ', U"t"},
    Sound{U'ㄸ', U"tt"}, Sound{U'ㄹ', U"ɾ"},  Sound{U'ㅁ', U"m"},  Sound{U'ㅂ', U"p"},
    Sound{U'ㅃ', U"pp"}, Sound{U'ㅅ', U"s"},  Sound{U'ㅆ', U"ss"}, Sound{U'ㅇ', U""},
    Sound{U'ㅈ', U"ʨ"},  Sound{U'ㅉ', U"ʨʨ"}, Sound{U'ㅊ', U"ʨʰ"}, Sound{U'ㅋ', U"kʰ"},
    Sound{U'ㅌ', U"tʰ"}, Sound{U'ㅍ', U"pʰ"}, Sound{U'ㅎ', U"h"},
};
constexpr std::array kCodas{
    Sound{U'ㄱ', U"k"}, Sound{U'ㄴ', U"n"}, Sound{U'ㄷ', U"t"}, Sound{U'ㄹ', U"l"},
    Sound{U'ㅁ', U"m"}, Sound{U'ㅂ', U"p"}, Sound{U'ㅇ', U"ŋ"},
};
// Plain stops are voiced between voiced sounds.
constexpr std::array kVoiced{Sound{U'ㄱ', U"ɡ"}, Sound{U'ㄷ', U"d"}, Sound{U'ㅂ', U"b"},
                             Sound{U'ㅈ', U"ʥ"}};
// Before ㅣ, ㅟ and what begins with j.
constexpr std::array kPalatal{Sound{U'ㅅ', U"ɕ"}, Sound{U'ㅆ', U"ɕɕ"}};

template <std::size_t n>
const Sound* find(const std::array<Sound, n>& sounds, char32_t letter) {
  const auto found = std::ranges::find(sounds, letter, &Sound::letter);
  return found == sounds.end() ? nullptr : &*found;
}

bool is_palatal(char32_t vowel) {
  return std::u32string_view(U"ㅣㅟㅑㅒㅕㅖㅛㅠ").find(vowel) != std::u32string_view::npos;
}

bool is_voiced(const KoreanSyllable& before) {
  return before.coda == 0 ||
         std::u32string_view(U"ㄴㄹㅁㅇ").find(before.coda) != std::u32string_view::npos;
}

// The onset of a syllable; `before` is the syllable in front of it in the word, or null.
std::u32string_view onset(const KoreanSyllable& syllable, const KoreanSyllable* before) {
  const auto letter = syllable.onset;
  if (letter == U'ㄹ' && before != nullptr && before->coda == U'ㄹ') return U"l";
  if (const auto* sound = find(kPalatal, letter); sound != nullptr && is_palatal(syllable.vowel))
    return sound->phonemes;
  if (const auto* sound = find(kVoiced, letter);
      sound != nullptr && before != nullptr && is_voiced(*before))
    return sound->phonemes;
  return find(kOnsets, letter)->phonemes;
}

void append_word(std::u32string& phonemes, const KoreanWord& word) {
  const KoreanSyllable* before = nullptr;
  for (const auto& syllable : word) {
    const auto begin = onset(syllable, before);
    auto vowel = find(kVowels, syllable.vowel)->phonemes;
    const bool glides = !begin.empty() && (begin.back() == U'ɕ' || begin.back() == U'ʨ');
    if (glides && vowel.size() > 1 && vowel.front() == U'j') vowel.remove_prefix(1);
    phonemes += begin;
    phonemes += vowel;
    if (const auto* coda = find(kCodas, syllable.coda)) phonemes += coda->phonemes;
    before = &syllable;
  }
}

class KoreanFrontEnd final : public FrontEnd {
 public:
  base::Result<std::u32string> phonemes(std::string_view words) const override {
    std::u32string phonemes;
    auto text = to_utf32(words);
    std::erase_if(
        text, [](char32_t c) { return c == U'‘' || c == U'’' || kQuotes.find(c) != kQuotes.npos; });
    for (const auto& word : to_korean_words(korean_pronunciation(text))) {
      if (!phonemes.empty()) phonemes += U' ';
      append_word(phonemes, word);
    }
    return phonemes;
  }
};

}  // namespace

std::unique_ptr<FrontEnd> make_korean_front_end() { return std::make_unique<KoreanFrontEnd>(); }

}  // namespace dragoman::text

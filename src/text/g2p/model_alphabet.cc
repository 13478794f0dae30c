#include "text/g2p/model_alphabet.h"

#include <algorithm>
#include <array>
#include <span>

namespace dragoman::text {

namespace {

struct Replacement {
  std::u32string_view from;
  std::u32string_view to;
};

// misaki.espeak.EspeakFallback.E2M, longest first as there. The tie is written ^.
constexpr std::array kEnglish{
    Replacement{U"ʔˌn\u0329", U"ʔn"}, Replacement{U"ʔn\u0329", U"ʔn"}, Replacement{U"a^ɪ", U"I"},
    Replacement{U"a^ʊ", U"W"},        Replacement{U"d^ʒ", U"ʤ"},       Replacement{U"e^ɪ", U"A"},
    Replacement{U"t^ʃ", U"ʧ"},        Replacement{U"ɔ^ɪ", U"Y"},       Replacement{U"ə^l", U"ᵊl"},
    Replacement{U"ʲo", U"jo"},        Replacement{U"ʲə", U"jə"},       Replacement{U"e", U"A"},
    Replacement{U"ʲ", U""},           Replacement{U"ɚ", U"əɹ"},        Replacement{U"r", U"ɹ"},
    Replacement{U"x", U"k"},          Replacement{U"ç", U"k"},         Replacement{U"ɐ", U"ə"},
    Replacement{U"ɬ", U"l"},          Replacement{U"\u0303", U""},
};
// Before the others, which rewrite its e.
constexpr std::array kBritishFirst{Replacement{U"e^ə", U"ɛː"}};
constexpr std::array kBritish{
    Replacement{U"iə", U"ɪə"},
    Replacement{U"ə^ʊ", U"Q"},
};
constexpr std::array kAmerican{
    Replacement{U"o^ʊ", U"O"}, Replacement{U"ɜːɹ", U"ɜɹ"}, Replacement{U"ɜː", U"ɜɹ"},
    Replacement{U"ɪə", U"iə"}, Replacement{U"ː", U""},
};
constexpr std::array kEnglishLast{
    Replacement{U"o", U"ɔ"},
    Replacement{U"ɾ", U"T"},
    Replacement{U"ʔ", U"t"},
    Replacement{U"^", U""},
};

// misaki.espeak.EspeakG2P.e2m, for the languages that have no front end of their own.
constexpr std::array kOthers{
    Replacement{U"a^ɪ", U"I"}, Replacement{U"a^ʊ", U"W"}, Replacement{U"d^z", U"ʣ"},
    Replacement{U"d^ʒ", U"ʤ"}, Replacement{U"e^ɪ", U"A"}, Replacement{U"o^ʊ", U"O"},
    Replacement{U"s^s", U"S"}, Replacement{U"t^s", U"ʦ"}, Replacement{U"t^ʃ", U"ʧ"},
    Replacement{U"ɔ^ɪ", U"Y"}, Replacement{U"ə^ʊ", U"Q"}, Replacement{U"^", U""},
    Replacement{U"-", U""},
};

// Older releases of eSpeak NG print the German vowel of "Uhr" and "kurz" as ??. The model has no ʏ
// (fünf), knows the diphthong of "neu" as one symbol, and ɐ as the vowel of "bitter".
constexpr std::array kGermanFirst{
    Replacement{U"??", U"ʊɐ"},
    Replacement{U"ɔ^ø", U"Y"},
    Replacement{U"ʏ", U"y"},
    Replacement{U"ɜ", U"ɐ"},
};

// The model has no hard л, no soft з and no ё between soft consonants; ы is central, а as
// elsewhere; a quotation mark says that ю is fronted.
constexpr std::array kRussianFirst{
    Replacement{U"ɭ", U"l"}, Replacement{U"ʑ", U"zʲ"}, Replacement{U"ɵ", U"o"},
    Replacement{U"y", U"ɨ"}, Replacement{U"ɑ", U"a"},  Replacement{U"\"", U""},
};

constexpr char32_t kTie = U'\u0361';
constexpr char32_t kSyllabic = U'\u0329';

void replace_all(std::u32string& text, std::span<const Replacement> table) {
  for (const auto& [from, to] : table) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  }
}

// A flag such as (en), whose letters may have ties between them.
void remove_flags(std::u32string& ipa) {
  for (auto open = ipa.find(U'('); open != ipa.npos; open = ipa.find(U'(', open)) {
    const auto close = ipa.find(U')', open);
    ipa.erase(open, close == ipa.npos ? ipa.npos : close - open + 1);
  }
}

// A syllabic consonant gets the reduced vowel that the model knows before it.
void spell_out_syllabic(std::u32string& ipa) {
  for (auto at = ipa.find(kSyllabic); at != ipa.npos; at = ipa.find(kSyllabic)) {
    ipa.erase(at, 1);
    if (at > 0 && ipa[at - 1] != U' ') ipa.insert(at - 1, 1, U'ᵊ');
  }
}

// The model knows soft consonants after the sounds that Japanese has, and is not understood with
// others: j before a vowel says the same, ɪ and i are soft of themselves, elsewhere nothing is
// near.
void spell_out_soft(std::u32string& ipa) {
  constexpr char32_t kSoft = U'ʲ';
  constexpr std::u32string_view kVowels = U"aeouɛəʌɨ";
  for (auto at = ipa.find(kSoft); at != ipa.npos; at = ipa.find(kSoft, at)) {
    const auto next = ipa.find_first_not_of(U"ˈˌ", at + 1);
    const bool before_vowel = next != ipa.npos && kVowels.find(ipa[next]) != kVowels.npos;
    ipa.replace(at, 1, before_vowel ? U"j" : U"");
  }
}

void to_english(std::u32string& ipa, bool british) {
  if (british) replace_all(ipa, kBritishFirst);
  replace_all(ipa, kEnglish);
  spell_out_syllabic(ipa);
  if (british) {
    replace_all(ipa, kBritish);
  } else {
    replace_all(ipa, kAmerican);
  }
  replace_all(ipa, kEnglishLast);
}

}  // namespace

std::u32string to_model_alphabet(Accent accent, std::u32string_view ipa) {
  std::u32string phonemes(ipa);
  remove_flags(phonemes);
  std::ranges::replace(phonemes, kTie, U'^');
  if (accent == Accent::kGerman) replace_all(phonemes, kGermanFirst);
  if (accent == Accent::kRussian) {
    replace_all(phonemes, kRussianFirst);
    spell_out_soft(phonemes);
  }
  std::erase(phonemes, U'_');
  switch (accent) {
    case Accent::kAmerican:
    case Accent::kBritish:
      to_english(phonemes, accent == Accent::kBritish);
      break;
    default:
      replace_all(phonemes, kOthers);
  }
  return phonemes;
}

}  // namespace dragoman::text

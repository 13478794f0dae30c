#include "text/g2p/cantonese_ipa.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dragoman::text {

namespace {

struct Sound {
  std::string_view jyutping;
  std::u32string_view ipa;
};

// Those of two letters first; the last is a syllable that begins with its vowel.
constexpr std::array kInitials{
    Sound{"gw", U"kw"}, Sound{"kw", U"kʰw"}, Sound{"ng", U"ŋ"}, Sound{"b", U"p"},
    Sound{"p", U"pʰ"},  Sound{"m", U"m"},    Sound{"f", U"f"},  Sound{"d", U"t"},
    Sound{"t", U"tʰ"},  Sound{"n", U"n"},    Sound{"l", U"l"},  Sound{"g", U"k"},
    Sound{"k", U"kʰ"},  Sound{"h", U"x"},    Sound{"z", U"ʦ"},  Sound{"c", U"ʦʰ"},
    Sound{"s", U"s"},   Sound{"j", U"j"},    Sound{"w", U"w"},  Sound{"", U""}};
// Before front vowels the affricates and s are nearly those of Mandarin's j, q, x.
constexpr std::array kPalatal{Sound{"z", U"ʨ"}, Sound{"c", U"ʨʰ"}, Sound{"s", U"ɕ"}};

constexpr std::array kVowels{
    Sound{"aai", U"ai"}, Sound{"aau", U"au"}, Sound{"eoi", U"øy"}, Sound{"yu", U"y"},
    Sound{"aa", U"a"},   Sound{"ai", U"ɐi"},  Sound{"au", U"ɐu"},  Sound{"ei", U"ei"},
    Sound{"eu", U"ɛu"},  Sound{"eo", U"ø"},   Sound{"oe", U"œ"},   Sound{"oi", U"ɔi"},
    Sound{"ou", U"ou"},  Sound{"iu", U"iu"},  Sound{"ui", U"ui"},  Sound{"a", U"ɐ"},
    Sound{"e", U"ɛ"},    Sound{"i", U"i"},    Sound{"o", U"ɔ"},    Sound{"u", U"u"}};
constexpr std::array kCodas{Sound{"ng", U"ŋ"}, Sound{"m", U"m"}, Sound{"n", U"n"}, Sound{"p", U"p"},
                            Sound{"t", U"t"},  Sound{"k", U"k"}, Sound{"", U""}};
constexpr std::array kSyllabic{Sound{"m", U"m"}, Sound{"ng", U"ŋ"}, Sound{"hm", U"hm"},
                               Sound{"hng", U"hŋ"}};

// High level, high rising, mid level, low falling, low rising, low level.
constexpr std::array<std::u32string_view, 7> kTones{U"", U"→", U"↗", U"", U"↓", U"↗", U""};

template <typename Table>
const Sound* beginning(const Table& table, std::string_view text) {
  const auto found = std::ranges::find_if(
      table, [&](const auto& sound) { return text.starts_with(sound.jyutping); });
  return found == table.end() ? nullptr : &*found;
}

std::u32string_view ipa_of_initial(const Sound& initial, std::string_view rest) {
  if (!rest.starts_with('i') && !rest.starts_with("yu")) return initial.ipa;
  const auto palatal = std::ranges::find(kPalatal, initial.jyutping, &Sound::jyutping);
  return palatal == kPalatal.end() ? initial.ipa : palatal->ipa;
}

}  // namespace

std::u32string cantonese_ipa(const Syllable& syllable) {
  const bool has_tone = syllable.tone > 0 && syllable.tone < static_cast<int>(kTones.size());
  const auto tone =
      has_tone ? kTones[static_cast<std::size_t>(syllable.tone)] : std::u32string_view();
  const auto syllabic = std::ranges::find(kSyllabic, syllable.sound, &Sound::jyutping);
  if (syllabic != kSyllabic.end()) return std::u32string(syllabic->ipa).append(tone);
  const auto* initial = beginning(kInitials, syllable.sound);
  const auto rest = syllable.sound.substr(initial->jyutping.size());
  const auto* vowel = beginning(kVowels, rest);
  if (vowel == nullptr) return {};
  const auto end = rest.substr(vowel->jyutping.size());
  const auto coda = std::ranges::find(kCodas, end, &Sound::jyutping);
  if (coda == kCodas.end()) return {};
  return std::u32string(ipa_of_initial(*initial, rest))
      .append(vowel->ipa)
      .append(tone)
      .append(coda->ipa);
}

}  // namespace dragoman::text

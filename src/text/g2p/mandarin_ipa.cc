#include "text/g2p/mandarin_ipa.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dragoman::text {

namespace {

struct Initial {
  std::string_view pinyin;
  std::u32string_view ipa;
};
// Those of two letters first.
constexpr std::array kInitials{
    Initial{"zh", U"ꭧ"}, Initial{"ch", U"ꭧʰ"}, Initial{"sh", U"ʂ"}, Initial{"b", U"p"},
    Initial{"p", U"pʰ"},   Initial{"m", U"m"},      Initial{"f", U"f"},  Initial{"d", U"t"},
    Initial{"t", U"tʰ"},   Initial{"n", U"n"},      Initial{"l", U"l"},  Initial{"g", U"k"},
    Initial{"k", U"kʰ"},   Initial{"h", U"x"},      Initial{"j", U"ʨ"},  Initial{"q", U"ʨʰ"},
    Initial{"x", U"ɕ"},    Initial{"r", U"ɻ"},      Initial{"z", U"ʦ"},  Initial{"c", U"ʦʰ"},
    Initial{"s", U"s"},
};

// 0 is where the tone stands.
struct Final {
  std::string_view pinyin;
  std::u32string_view ipa;
};
constexpr std::array kFinals{
    Final{"a", U"a0"},      Final{"ai", U"ai0"},   Final{"an", U"a0n"},    Final{"ang", U"a0ŋ"},
    Final{"ao", U"au0"},    Final{"e", U"ɤ0"},     Final{"ei", U"ei0"},    Final{"en", U"ə0n"},
    Final{"eng", U"ə0ŋ"},   Final{"i", U"i0"},     Final{"ia", U"ja0"},    Final{"ian", U"jɛ0n"},
    Final{"iang", U"ja0ŋ"}, Final{"iao", U"jau0"}, Final{"ie", U"je0"},    Final{"in", U"i0n"},
    Final{"ing", U"i0ŋ"},   Final{"io", U"jɔ0"},   Final{"iong", U"jʊ0ŋ"}, Final{"iu", U"jou0"},
    Final{"o", U"wo0"},     Final{"ong", U"ʊ0ŋ"},  Final{"ou", U"ou0"},    Final{"u", U"u0"},
    Final{"ua", U"wa0"},    Final{"uai", U"wai0"}, Final{"uan", U"wa0n"},  Final{"uang", U"wa0ŋ"},
    Final{"ui", U"wei0"},   Final{"un", U"wə0n"},  Final{"uo", U"wo0"},    Final{"v", U"y0"},
    Final{"van", U"ɥɛ0n"},  Final{"ve", U"ɥe0"},   Final{"vn", U"y0n"},
};

// Syllables without an initial, as pinyin spells them, and interjections.
constexpr std::array kWhole{
    Final{"eh", U"ɛ0"},     Final{"er", U"ɚ0"},    Final{"hm", U"hm0"},    Final{"hng", U"hŋ0"},
    Final{"m", U"m0"},      Final{"n", U"n0"},     Final{"ng", U"ŋ0"},     Final{"o", U"ɔ0"},
    Final{"wa", U"wa0"},    Final{"wai", U"wai0"}, Final{"wan", U"wa0n"},  Final{"wang", U"wa0ŋ"},
    Final{"wei", U"wei0"},  Final{"wen", U"wə0n"}, Final{"weng", U"wə0ŋ"}, Final{"wo", U"wo0"},
    Final{"wong", U"ʊ0ŋ"},  Final{"wu", U"u0"},    Final{"ya", U"ja0"},    Final{"yan", U"jɛ0n"},
    Final{"yang", U"ja0ŋ"}, Final{"yao", U"jau0"}, Final{"ye", U"je0"},    Final{"yi", U"i0"},
    Final{"yin", U"i0n"},   Final{"ying", U"i0ŋ"}, Final{"yo", U"wo0"},    Final{"yong", U"jʊ0ŋ"},
    Final{"you", U"jou0"},  Final{"yu", U"y0"},    Final{"yuan", U"ɥɛ0n"}, Final{"yue", U"ɥe0"},
    Final{"yun", U"y0n"},
};

constexpr std::array<std::u32string_view, 6> kTones{U"", U"→", U"↗", U"↓", U"↘", U""};

template <typename Table>
std::u32string_view find(const Table& table, std::string_view pinyin) {
  const auto found = std::ranges::find(table, pinyin, &Final::pinyin);
  return found == table.end() ? std::u32string_view() : found->ipa;
}

std::u32string_view ipa_of_final(std::string_view initial, std::string_view final) {
  constexpr std::array<std::string_view, 7> kBuzzing{"zh", "ch", "sh", "r", "z", "c", "s"};
  constexpr std::array<std::string_view, 3> kPalatal{"j", "q", "x"};
  if (final == "i" && std::ranges::find(kBuzzing, initial) != kBuzzing.end()) return U"ɨ0";
  if (final.starts_with('u') && std::ranges::find(kPalatal, initial) != kPalatal.end()) {
    return find(kFinals, "v" + std::string(final.substr(1)));
  }
  return find(kFinals, final);
}

std::u32string with_tone(std::u32string_view initial, std::u32string_view final, int tone) {
  std::u32string ipa(initial);
  const auto place = final.find(U'0');
  const auto arrow =
      tone > 0 && tone < 6 ? kTones[static_cast<std::size_t>(tone)] : std::u32string_view();
  return ipa.append(final.substr(0, place)).append(arrow).append(final.substr(place + 1));
}

}  // namespace

std::u32string mandarin_ipa(const Syllable& syllable) {
  if (const auto whole = find(kWhole, syllable.sound); !whole.empty()) {
    return with_tone(U"", whole, syllable.tone);
  }
  const auto initial = std::ranges::find_if(
      kInitials, [&](const auto& each) { return syllable.sound.starts_with(each.pinyin); });
  if (initial == kInitials.end()) {
    const auto bare = find(kFinals, syllable.sound);
    return bare.empty() ? std::u32string() : with_tone(U"", bare, syllable.tone);
  }
  const auto final = ipa_of_final(initial->pinyin, syllable.sound.substr(initial->pinyin.size()));
  return final.empty() ? std::u32string() : with_tone(initial->ipa, final, syllable.tone);
}

}  // namespace dragoman::text

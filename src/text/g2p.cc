#include "text/g2p.h"

#include "text/utf32.h"

namespace dragoman::text {

namespace {

// eSpeak NG's name for the accent.
std::string espeak_voice(Accent accent) {
  switch (accent) {
    case Accent::kAmerican:
      return "en-us";
    case Accent::kBritish:
      return "en";
    case Accent::kSpanish:
      return "es";
    case Accent::kFrench:
      return "fr";
    case Accent::kHindi:
      return "hi";
    case Accent::kItalian:
      return "it";
    case Accent::kBrazilian:
      return "pt-br";
    case Accent::kGerman:
      return "de";
    case Accent::kRussian:
      return "ru";
  }
  return {};
}

bool is_blank(std::u32string_view text) { return text.find_first_not_of(U' ') == text.npos; }

constexpr std::u32string_view kNoSpaceBefore = U" ;:,.!?…)”";
constexpr std::u32string_view kNoSpaceAfter = U" (“";

bool is_in(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

// One space between words, none at the ends nor on the inner side of quotes and brackets; French
// sets its marks apart, the model's training text does not.
std::u32string well_spaced(std::u32string_view text) {
  std::u32string result;
  for (const auto c : text) {
    const bool after_space = !result.empty() && result.back() == U' ';
    if (after_space && is_in(kNoSpaceBefore, c)) result.pop_back();
    if (c == U' ' && (result.empty() || is_in(kNoSpaceAfter, result.back()))) continue;
    result += c;
  }
  if (!result.empty() && result.back() == U' ') result.pop_back();
  return result;
}

}  // namespace

std::optional<Accent> accent_of(core::Language language, bool british) {
  switch (language) {
    case core::Language::kEnglish:
      return british ? Accent::kBritish : Accent::kAmerican;
    case core::Language::kSpanish:
      return Accent::kSpanish;
    case core::Language::kFrench:
      return Accent::kFrench;
    case core::Language::kHindi:
      return Accent::kHindi;
    case core::Language::kItalian:
      return Accent::kItalian;
    case core::Language::kPortuguese:
      return Accent::kBrazilian;
    case core::Language::kGerman:
      return Accent::kGerman;
    case core::Language::kRussian:
      return Accent::kRussian;
    default:
      return std::nullopt;
  }
}

base::Result<std::u32string> text_to_phonemes(const Espeak& espeak, Accent accent,
                                              std::string_view text) {
  std::u32string phonemes;
  bool spoken = false;
  for (const auto& part : split_clauses(to_utf32(text))) {
    if (part.mark || is_blank(part.text)) {
      phonemes += part.text;
      continue;
    }
    const auto ipa = espeak.phonemes(espeak_voice(accent), to_utf8(part.text));
    if (!ipa) return ipa.error();
    const auto words = to_model_alphabet(accent, to_utf32(*ipa));
    spoken = spoken || !is_blank(words);
    // The library drops the spaces at the ends of what it reads.
    if (part.text.front() == U' ') phonemes += U' ';
    phonemes += words;
    if (part.text.back() == U' ') phonemes += U' ';
  }
  return spoken ? well_spaced(phonemes) : std::u32string();
}

}  // namespace dragoman::text

#include "text/language_of.h"

#include <algorithm>
#include <array>
#include <string>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <unicode/uchar.h>

#include "text/utf32.h"

namespace dragoman::text {

namespace {

using core::Language;

struct Known {
  CLD2::Language detected;
  Language language;
};
constexpr std::array kKnown{
    Known{CLD2::ENGLISH, Language::kEnglish},
    Known{CLD2::CHINESE, Language::kChinese},
    Known{CLD2::CHINESE_T, Language::kChinese},
    Known{CLD2::RUSSIAN, Language::kRussian},
    Known{CLD2::FRENCH, Language::kFrench},
    Known{CLD2::GERMAN, Language::kGerman},
    Known{CLD2::PORTUGUESE, Language::kPortuguese},
    Known{CLD2::SPANISH, Language::kSpanish},
    Known{CLD2::ITALIAN, Language::kItalian},
    Known{CLD2::INDONESIAN, Language::kIndonesian},
    Known{CLD2::MALAY, Language::kIndonesian},
    Known{CLD2::KOREAN, Language::kKorean},
    Known{CLD2::JAPANESE, Language::kJapanese},
    Known{CLD2::VIETNAMESE, Language::kVietnamese},
    Known{CLD2::THAI, Language::kThai},
    Known{CLD2::ARABIC, Language::kArabic},
    Known{CLD2::HINDI, Language::kHindi},
    Known{CLD2::GREEK, Language::kGreek},
    Known{CLD2::TURKISH, Language::kTurkish},
};

std::optional<Language> among_those(CLD2::Language detected, const core::LanguageSet& among) {
  const auto known = std::ranges::find(kKnown, detected, &Known::detected);
  if (known == kKnown.end()) return std::nullopt;
  if (among.contains(known->language)) return known->language;
  const bool cantonese =
      known->language == Language::kChinese && among.contains(Language::kCantonese);
  return cantonese ? std::optional(Language::kCantonese) : std::nullopt;
}

}  // namespace

std::optional<Language> language_of(std::string_view text, const core::LanguageSet& among) {
  constexpr std::size_t kEnough = 4096;  // bytes; more changes nothing
  const auto well_formed = to_utf8(to_utf32(text.substr(0, kEnough)));
  CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percent{};
  std::array<double, 3> scores{};
  int text_bytes = 0;
  bool reliable = false;
  CLD2::ExtDetectLanguageSummary(well_formed.data(), static_cast<int>(well_formed.size()), true,
                                 &hints, CLD2::kCLDFlagBestEffort, languages.data(), percent.data(),
                                 scores.data(), nullptr, &text_bytes, &reliable);
  for (const auto detected : languages) {
    if (const auto language = among_those(detected, among)) return language;
  }
  return std::nullopt;
}

bool has_letters(std::string_view text) {
  return std::ranges::any_of(to_utf32(text),
                             [](char32_t c) { return u_isalpha(static_cast<UChar32>(c)) != 0; });
}

}  // namespace dragoman::text

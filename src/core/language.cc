#include "core/language.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace dragoman::core {

namespace {

constexpr std::array<LanguageInfo, kLanguageCount> kLanguages{{
    {Language::kEnglish, "en", "English", true, true},
    {Language::kChinese, "zh", "Chinese", false, true},
    {Language::kRussian, "ru", "Russian", true, true},
    {Language::kFrench, "fr", "French", true, true},
    {Language::kGerman, "de", "German", true, true},
    {Language::kPortuguese, "pt", "Portuguese", true, true},
    {Language::kSpanish, "es", "Spanish", true, true},
    {Language::kItalian, "it", "Italian", true, true},
    {Language::kIndonesian, "id", "Indonesian", true, false},
    {Language::kKorean, "ko", "Korean", true, true},
    {Language::kJapanese, "ja", "Japanese", false, true},
    {Language::kVietnamese, "vi", "Vietnamese", true, false},
    {Language::kThai, "th", "Thai", true, false},
    {Language::kArabic, "ar", "Arabic", true, false},
    {Language::kCantonese, "yue", "Cantonese", false, true},
    {Language::kHindi, "hi", "Hindi", true, false},
    {Language::kGreek, "el", "Greek", true, false},
    {Language::kTurkish, "tr", "Turkish", true, false},
}};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::span<const LanguageInfo, kLanguageCount> languages() { return kLanguages; }

const LanguageInfo& info(Language language) {
  return kLanguages[static_cast<std::size_t>(language)];
}

std::optional<Language> parse_language(std::string_view text) {
  for (const auto& entry : kLanguages) {
    if (equal_ignoring_case(text, entry.code) || equal_ignoring_case(text, entry.name)) {
      return entry.language;
    }
  }
  return std::nullopt;
}

std::optional<ChineseScript> parse_chinese_script(std::string_view text) {
  if (equal_ignoring_case(text, "simplified")) return ChineseScript::kSimplified;
  if (equal_ignoring_case(text, "traditional")) return ChineseScript::kTraditional;
  return std::nullopt;
}

}  // namespace dragoman::core

#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace dragoman::core {

/// The eighteen languages of the contract, in its order. Which of them a machine can recognise,
/// translate into or speak is asked of the installed engines, never written here.
enum class Language : std::uint8_t {
  kEnglish,
  kChinese,
  kRussian,
  kFrench,
  kGerman,
  kPortuguese,
  kSpanish,
  kItalian,
  kIndonesian,
  kKorean,
  kJapanese,
  kVietnamese,
  kThai,
  kArabic,
  kCantonese,
  kHindi,
  kGreek,
  kTurkish,
};
inline constexpr std::size_t kLanguageCount = 18;

/// How Chinese is written.
enum class ChineseScript : std::uint8_t { kSimplified, kTraditional };

struct LanguageInfo {
  Language language;
  std::string_view code;          ///< As on the wire: "en", "yue".
  std::string_view name;          ///< In English: "Cantonese".
  bool spaces_between_sentences;  ///< False for scripts that write none (zh, ja, yue).
  bool contract_speech;           ///< Whether the contract's eight voices may speak it.
};

/// A set of languages, indexed by static_cast<size_t>(Language).
class LanguageSet {
 public:
  LanguageSet() = default;
  LanguageSet(std::initializer_list<Language> languages) {
    for (const auto language : languages) insert(language);
  }
  static LanguageSet all() {
    LanguageSet set;
    set.bits_.set();
    return set;
  }
  void insert(Language language) { bits_.set(static_cast<std::size_t>(language)); }
  [[nodiscard]] bool contains(Language language) const {
    return bits_.test(static_cast<std::size_t>(language));
  }
  [[nodiscard]] bool empty() const { return bits_.none(); }
  [[nodiscard]] std::size_t size() const { return bits_.count(); }
  friend bool operator==(const LanguageSet&, const LanguageSet&) = default;

 private:
  std::bitset<kLanguageCount> bits_;
};

/// The table, in the contract's order.
[[nodiscard]] std::span<const LanguageInfo, kLanguageCount> languages();
[[nodiscard]] const LanguageInfo& info(Language language);
[[nodiscard]] inline std::string_view code(Language language) { return info(language).code; }

/// A code or an English name, in any case ("EN", "english"). Nothing for anything else ("auto"
/// included: the door's business).
[[nodiscard]] std::optional<Language> parse_language(std::string_view text);

/// "simplified" or "traditional", in any case. Nothing for anything else.
[[nodiscard]] std::optional<ChineseScript> parse_chinese_script(std::string_view text);

}  // namespace dragoman::core

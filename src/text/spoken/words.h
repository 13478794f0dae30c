#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace dragoman::text::spoken {

enum class Gender : std::uint8_t { kMasculine, kFeminine, kNeuter };

/// A noun that is counted. `few`: behind two to four and behind a decimal number, where that is
/// not `many` (Russian: километр, километров, километра).
struct Noun {
  std::string_view one;
  std::string_view many;
  Gender gender = Gender::kMasculine;
  std::string_view few = {};
};

/// What is written behind a number ("km") and said.
struct Unit {
  std::string_view written;
  Noun noun;
};

/// By its ISO 4217 code, with what a hundredth of it is called; empty where it has none.
struct Currency {
  std::string_view code;
  Noun noun;
  Noun hundredth;
};

/// What must stand behind an abbreviation for it to be one.
enum class Behind : std::uint8_t { kAnything, kCapital, kDigit };

/// Written without spaces inside; one may stand behind each of its stops. A stop at its end also
/// ends a sentence where a capital or nothing follows and `may_end` says that it stands there.
struct Abbreviation {
  std::string_view written;
  std::string_view spoken;
  Behind behind = Behind::kAnything;
  bool may_end = false;
};

struct Symbol {
  char32_t symbol;
  std::string_view spoken;
};

/// Letters behind a number that make it an ordinal: "th", "ème". `form`: what the language's reader
/// makes of it.
struct OrdinalSign {
  std::string_view written;
  char form;
};

enum class DateOrder : std::uint8_t { kDayFirst, kMonthFirst, kYearFirst };
enum class DecimalStyle : std::uint8_t { kDigits, kNumber };

/// The fixed words of a language. All of it has static storage.
struct Words {
  const char* locale;          ///< For ICU.
  char32_t decimal;            ///< The mark before decimals.
  std::u32string_view groups;  ///< Marks between groups of three digits.
  DateOrder date_order;        ///< Of 3/5/2021.
  DecimalStyle decimals;       ///< Whether decimals are read as digits or as a number.
  bool dense;                  ///< No spaces between words.
  std::string_view cardinal;   ///< ICU's rule sets.
  std::string_view masculine;  ///< Before a noun of that gender.
  std::string_view feminine;
  std::string_view decimal_word;  ///< "point", "Komma".
  std::string_view dot;           ///< Of addresses and version numbers.
  std::string_view minus;
  std::string_view range;            ///< Between two numbers: "to".
  std::string_view score;            ///< Between two numbers of goals.
  std::string_view money_joint;      ///< Between a currency and its hundredths: "and".
  std::string_view magnitude_joint;  ///< Between "million" and what is counted: "de".
  std::string_view at;               ///< Of mail addresses.
  std::string_view slash;
  std::string_view hyphen;
  std::string_view underscore;
  std::string_view by;           ///< In sizes: 3 × 4.
  std::string_view number_sign;  ///< "#" before a number.
  std::string_view dollar;       ///< Whose "$" it is: "USD".
  std::string_view yen;          ///< Whose "¥" it is.
  std::string_view clock_word;   ///< Swallowed behind a time of day: "Uhr".
  bool half_day_words;           ///< "am" and "pm" behind a time mean halves of the day.
  bool percent_first;            ///< The word for percent stands before the number.
  bool latin_glosses = false;    ///< Brackets may repeat a name in Latin letters (glosses.h).
  std::array<std::string_view, 10> digits;
  std::span<const std::string_view> months;
  std::span<const Unit> units;
  std::span<const Currency> currencies;
  std::span<const Unit> magnitudes;  ///< What stands between number and currency: "million".
  std::span<const Abbreviation> abbreviations;
  std::span<const Symbol> symbols;
  std::span<const OrdinalSign> ordinal_signs;
};

}  // namespace dragoman::text::spoken

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/language.h"
#include "text/spoken/source.h"
#include "text/spoken/speller.h"
#include "text/spoken/words.h"

namespace dragoman::text::spoken {

/// A number as it is written.
struct Amount {
  bool negative = false;
  bool grouped = false;  ///< Its digits stand in groups: no year, no telephone.
  char32_t mark = 0;     ///< The decimal mark, as written.
  std::string whole;     ///< Digits without separators; at least one.
  std::string fraction;  ///< Digits behind the mark.

  [[nodiscard]] bool is_whole() const { return mark == 0; }
  [[nodiscard]] bool is_one() const { return is_whole() && whole == "1"; }
  /// Of the digits before the mark; nothing where there are more than 15.
  [[nodiscard]] std::optional<std::int64_t> value() const;
};

/// `day` or `year` is 0 where it is not written.
struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
};

enum class HalfDay : std::uint8_t { kUnsaid, kMorning, kAfternoon };

/// `minute` and `second` are -1 where they are not written.
struct Clock {
  int hour = 0;
  int minute = -1;
  int second = -1;
  HalfDay half = HalfDay::kUnsaid;
};

/// How one language reads what the scanner finds. Immutable, so safe from any thread. A language is
/// its table of words and the functions in which it differs from the ones here.
class Reader {
 public:
  explicit Reader(const Words& words) : words_(words), speller_(words.locale) {}
  virtual ~Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] const Words& words() const { return words_; }

  /// What only this language writes, at a place where a word or a number begins.
  [[nodiscard]] virtual std::optional<Found> special(const Source& source, std::size_t at) const;

  /// A number that stands among words.
  [[nodiscard]] virtual std::string number(const Amount& amount, const Context& context) const;
  /// A number before a noun of a known gender.
  [[nodiscard]] virtual std::string counted(const Amount& amount, Gender gender) const;
  /// The form of the noun that stands behind such a number.
  [[nodiscard]] virtual std::string_view form(const Noun& noun, const Amount& amount) const;
  /// "5 km"; `written` is the unit's sign.
  [[nodiscard]] virtual std::string measure(const Amount& amount, const Unit& unit,
                                            const Context& context) const;
  /// `magnitude`: what stands between number and currency, "million"; may be null.
  [[nodiscard]] virtual std::string money(const Amount& amount, const Unit* magnitude,
                                          const Currency& currency, const Context& context) const;
  /// `sign`: the `form` of the language's sign. Nothing where it means something else here.
  [[nodiscard]] virtual std::optional<std::string> ordinal(std::int64_t number, char sign,
                                                           const Context& context) const;
  [[nodiscard]] virtual std::string date(const Date& date, const Context& context) const = 0;
  [[nodiscard]] virtual std::string clock(const Clock& clock, const Context& context) const = 0;
  [[nodiscard]] virtual std::string fraction(std::int64_t numerator,
                                             std::int64_t denominator) const = 0;
  /// A whole number and a fraction, both in words.
  [[nodiscard]] virtual std::string mixed(std::string_view whole, std::int64_t numerator,
                                          std::int64_t denominator) const;
  /// Of a Roman numeral. Nothing where it may be none here.
  [[nodiscard]] virtual std::optional<std::string> roman(std::int64_t number,
                                                         const Context& context) const;
  /// Whether "10.30" is a time of day here.
  [[nodiscard]] virtual bool dotted_clock(const Context& context) const;
  /// Between numbers in words; `score`: of a game.
  [[nodiscard]] virtual std::string range(std::string_view from, std::string_view to,
                                          bool score) const;
  /// Digit by digit, as in a telephone number.
  [[nodiscard]] virtual std::string digit_by_digit(std::string_view digits) const;
  /// Groups of digits of a telephone number; `plus`: with a country's code.
  [[nodiscard]] virtual std::string telephone(std::span<const std::string> groups, bool plus) const;

  [[nodiscard]] virtual std::string spell(std::int64_t number, std::string_view rules) const;
  [[nodiscard]] std::string cardinal(std::int64_t number) const;
  [[nodiscard]] std::string_view symbol(char32_t symbol) const;
  /// A space, or nothing where the language writes none.
  [[nodiscard]] std::string_view space() const { return words_.dense ? "" : " "; }

 protected:
  /// The number with `rules` for its whole part.
  [[nodiscard]] std::string spelled(const Amount& amount, std::string_view rules) const;
  [[nodiscard]] std::string decimals(const Amount& amount) const;

 private:
  const Words& words_;
  Speller speller_;
};

/// Nothing for a language that has no reader.
[[nodiscard]] const Reader* reader_of(core::Language language);

[[nodiscard]] std::unique_ptr<const Reader> make_english();
[[nodiscard]] std::unique_ptr<const Reader> make_german();
[[nodiscard]] std::unique_ptr<const Reader> make_french();
[[nodiscard]] std::unique_ptr<const Reader> make_spanish();
[[nodiscard]] std::unique_ptr<const Reader> make_portuguese();
[[nodiscard]] std::unique_ptr<const Reader> make_italian();
[[nodiscard]] std::unique_ptr<const Reader> make_russian();
[[nodiscard]] std::unique_ptr<const Reader> make_hindi();
[[nodiscard]] std::unique_ptr<const Reader> make_mandarin();
[[nodiscard]] std::unique_ptr<const Reader> make_cantonese();
[[nodiscard]] std::unique_ptr<const Reader> make_japanese();
[[nodiscard]] std::unique_ptr<const Reader> make_korean();

}  // namespace dragoman::text::spoken

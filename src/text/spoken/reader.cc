#include "text/spoken/reader.h"

#include <algorithm>

namespace dragoman::text::spoken {

namespace {

std::int64_t value_of(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = 10 * value + (c - '0');
  return value;
}

}  // namespace

std::optional<std::int64_t> Amount::value() const {
  if (whole.size() > 15) return std::nullopt;
  return value_of(whole);
}

std::optional<Found> Reader::special(const Source& /*source*/, std::size_t /*at*/) const {
  return std::nullopt;
}

std::string Reader::spell(std::int64_t number, std::string_view rules) const {
  return speller_.spell(number, rules);
}

std::string Reader::cardinal(std::int64_t number) const { return spell(number, words_.cardinal); }

std::string_view Reader::symbol(char32_t symbol) const {
  const auto found = std::ranges::find(words_.symbols, symbol, &Symbol::symbol);
  return found == words_.symbols.end() ? std::string_view() : found->spoken;
}

std::string Reader::digit_by_digit(std::string_view digits) const {
  std::string result;
  for (const char c : digits) {
    if (!result.empty()) result += space();
    result += words_.digits[static_cast<std::size_t>(c - '0')];
  }
  return result;
}

std::string Reader::decimals(const Amount& amount) const {
  const auto& digits = amount.fraction;
  if (words_.decimals == DecimalStyle::kDigits || digits.size() > 2) return digit_by_digit(digits);
  std::string zeros;
  for (std::size_t i = 0; i + 1 < digits.size() && digits[i] == '0'; ++i) {
    zeros += std::string(words_.digits[0]) + " ";
  }
  return zeros + cardinal(value_of(digits));
}

std::string Reader::spelled(const Amount& amount, std::string_view rules) const {
  std::string result;
  if (amount.negative) result = std::string(words_.minus) + std::string(space());
  const auto value = amount.value();
  // A number that begins with a zero, or is longer than any count, is a code.
  const bool code = !value || (amount.whole.size() > 1 && amount.whole[0] == '0');
  result += code ? digit_by_digit(amount.whole) : spell(*value, rules);
  if (amount.is_whole()) return result;
  const bool decimal = amount.mark == words_.decimal || amount.mark == U',';
  const auto mark = decimal ? words_.decimal_word : words_.dot;
  return result + std::string(space()) + std::string(mark) + std::string(space()) +
         decimals(amount);
}

std::string Reader::number(const Amount& amount, const Context& /*context*/) const {
  return spelled(amount, words_.cardinal);
}

std::string Reader::counted(const Amount& amount, Gender gender) const {
  if (!amount.is_whole()) return spelled(amount, words_.cardinal);
  return spelled(amount, gender == Gender::kFeminine ? words_.feminine : words_.masculine);
}

std::string_view Reader::form(const Noun& noun, const Amount& amount) const {
  return amount.is_one() ? noun.one : noun.many;
}

std::string Reader::measure(const Amount& amount, const Unit& unit,
                            const Context& /*context*/) const {
  return counted(amount, unit.noun.gender) + std::string(space()) +
         std::string(form(unit.noun, amount));
}

std::string Reader::money(const Amount& amount, const Unit* magnitude, const Currency& currency,
                          const Context& /*context*/) const {
  if (magnitude != nullptr) {
    const auto& noun = magnitude->noun;
    return join({counted(amount, noun.gender), form(noun, amount), words_.magnitude_joint,
                 currency.noun.many});
  }
  const bool cents = amount.fraction.size() == 2 && !currency.hundredth.one.empty();
  if (!cents) {
    return join({counted(amount, currency.noun.gender), form(currency.noun, amount)});
  }
  Amount whole = amount;
  whole.mark = 0;
  whole.fraction.clear();
  Amount hundredths;
  hundredths.whole = std::to_string(value_of(amount.fraction));
  const auto units = join({counted(whole, currency.noun.gender), form(currency.noun, whole)});
  if (hundredths.whole == "0") return units;
  const auto small =
      join({counted(hundredths, currency.hundredth.gender), form(currency.hundredth, hundredths)});
  if (whole.whole == "0") return join({amount.negative ? words_.minus : "", small});
  return join({units, words_.money_joint, small});
}

std::optional<std::string> Reader::ordinal(std::int64_t /*number*/, char /*sign*/,
                                           const Context& /*context*/) const {
  return std::nullopt;
}

std::optional<std::string> Reader::roman(std::int64_t /*number*/,
                                         const Context& /*context*/) const {
  return std::nullopt;
}

bool Reader::dotted_clock(const Context& /*context*/) const { return false; }

std::string Reader::mixed(std::string_view whole, std::int64_t numerator,
                          std::int64_t denominator) const {
  return join({whole, words_.money_joint, fraction(numerator, denominator)});
}

std::string Reader::range(std::string_view from, std::string_view to, bool score) const {
  const auto joint = score ? words_.score : words_.range;
  if (words_.dense) return std::string(from) + std::string(joint) + std::string(to);
  return join({from, joint, to});
}

// Groups are kept apart by pauses.
std::string Reader::telephone(std::span<const std::string> groups, bool plus) const {
  std::string result(plus ? symbol(U'+') : std::string_view());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i > 0) result += words_.dense ? "，" : ",";
    if (!result.empty()) result += space();
    result += digit_by_digit(groups[i]);
  }
  return result;
}

}  // namespace dragoman::text::spoken

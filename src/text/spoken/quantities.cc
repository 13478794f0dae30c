#include <algorithm>
#include <array>
#include <numeric>

#include <unicode/uchar.h>

#include "text/spoken/finders.h"

namespace dragoman::text::spoken {

namespace {

struct Vulgar {
  char32_t sign;
  int numerator;
  int denominator;
};
constexpr std::array kVulgar{
    Vulgar{U'½', 1, 2}, Vulgar{U'⅓', 1, 3}, Vulgar{U'⅔', 2, 3}, Vulgar{U'¼', 1, 4},
    Vulgar{U'¾', 3, 4}, Vulgar{U'⅕', 1, 5}, Vulgar{U'⅖', 2, 5}, Vulgar{U'⅗', 3, 5},
    Vulgar{U'⅘', 4, 5}, Vulgar{U'⅙', 1, 6}, Vulgar{U'⅚', 5, 6}, Vulgar{U'⅛', 1, 8},
    Vulgar{U'⅜', 3, 8}, Vulgar{U'⅝', 5, 8}, Vulgar{U'⅞', 7, 8},
};

const Vulgar* find_vulgar(char32_t c) {
  const auto* found = std::ranges::find(kVulgar, c, &Vulgar::sign);
  return found == kVulgar.end() ? nullptr : found;
}

bool is_in(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

// Where the group of digits behind the mark at `at` ends; `at` where there is none. Indian groups
// of two stand only before another.
std::size_t end_of_group(const Source& source, std::size_t at) {
  const auto end = source.digits_end(at + 1);
  const auto length = end - at - 1;
  if (length == 3) return end;
  const bool indian = length == 2 && source.at(at) == U',' && source.at(end) == U',' &&
                      source.digit(end + 1) && source.digit(end + 2);
  return indian ? end : at;
}

std::pair<Amount, std::size_t> read_number(const Source& source, std::size_t at,
                                           std::u32string_view groups, char32_t decimal) {
  Amount amount;
  auto end = source.digits_end(at);
  const auto add = [&](std::string& digits, std::size_t from) {
    for (auto i = from; i < end; ++i) digits += static_cast<char>(source.at(i));
  };
  add(amount.whole, at);
  const auto mark = source.at(end);
  if (end - at <= 3 && is_in(groups, mark) && source.at(at) != U'0') {
    while (source.at(end) == mark) {
      const auto next = end_of_group(source, end);
      if (next == end) break;
      const auto from = end + 1;
      end = next;
      add(amount.whole, from);
      amount.grouped = true;
    }
  }
  if (source.at(end) == decimal && source.digit(end + 1)) {
    amount.mark = decimal;
    const auto from = end + 1;
    end = source.digits_end(from);
    add(amount.fraction, from);
  }
  return {amount, end};
}

const Unit* find_unit(std::span<const Unit> units, const Source& source, std::size_t at,
                      std::size_t& end) {
  const Unit* found = nullptr;
  end = at;
  for (const auto& unit : units) {
    const auto next = source.match_word(at, unit.written);
    const bool elided = source.at(next) == U'\'' || source.at(next) == U'’';
    if (next <= end || (elided && is_letter(source.at(next - 1)))) continue;
    found = &unit;
    end = next;
  }
  // The stop of an abbreviation is also the sentence's.
  if (found != nullptr && source.at(end - 1) == U'.' && end >= source.size()) --end;
  return found;
}

bool is_dash(char32_t c) { return is_in(U"-–—‒~〜～", c); }

// The number behind a dash; with spaces around a long one.
std::optional<std::size_t> behind_dash(const Source& source, std::size_t at) {
  auto i = at;
  const bool spaced = source.at(i) == U' ';
  if (spaced) ++i;
  if (!is_dash(source.at(i)) || (spaced && source.at(i) == U'-')) return std::nullopt;
  ++i;
  if (spaced != (source.at(i) == U' ')) return std::nullopt;
  if (spaced) ++i;
  return source.digit(i) ? std::optional(i) : std::nullopt;
}

// One number, or two with a dash between, and how each is said by itself.
struct Numbers {
  Amount first;
  std::optional<Amount> second;
  std::size_t end = 0;
  bool score = false;
  [[nodiscard]] const Amount& last() const { return second ? *second : first; }
};

bool is_small(const Amount& amount) { return amount.is_whole() && amount.whole.size() <= 2; }

bool is_score(const Numbers& numbers, char32_t joint) {
  if (!is_small(numbers.first) || !is_small(*numbers.second)) return false;
  const auto left = *numbers.first.value();
  return joint == U':' || (is_in(U"-–", joint) && (left == 0 || left >= *numbers.second->value()));
}

// 2024-25 is two years, the second by its last digits.
bool is_season(const Numbers& numbers) {
  const auto& [first, second, end, score] = numbers;
  if (!second || !first.is_whole() || first.grouped || !second->is_whole()) return false;
  if (first.whole.size() != 4 || first.whole < "1800" || first.whole > "2098") return false;
  return second->whole.size() == 2 && *second->value() == (*first.value() + 1) % 100;
}

std::string season(const Reader& reader, const Numbers& numbers, const Context& context) {
  if (!reader.words().dense) {
    return join({reader.number(numbers.first, context), reader.number(*numbers.second, context)});
  }
  return reader.range(reader.digit_by_digit(numbers.first.whole),
                      reader.digit_by_digit(numbers.second->whole), false);
}

Numbers read_numbers(const Reader& reader, const Source& source, std::size_t at) {
  Numbers numbers;
  std::tie(numbers.first, numbers.end) = read_amount(reader.words(), source, at);
  auto next = behind_dash(source, numbers.end);
  const auto joint = source.at(numbers.end);
  if (joint == U':' && source.digit(numbers.end + 1)) next = numbers.end + 1;
  if (!next) return numbers;
  auto [second, end] = read_amount(reader.words(), source, *next);
  const bool goes_on = (is_dash(source.at(end)) || source.at(end) == U':') && source.digit(end + 1);
  if (goes_on) return numbers;
  numbers.second = std::move(second);
  numbers.score = is_score(numbers, joint);
  if (joint == U':' && !numbers.score) {
    numbers.second.reset();
    return numbers;
  }
  numbers.end = end;
  return numbers;
}

std::string with_first(const Reader& reader, const Numbers& numbers, std::string_view first,
                       std::string_view last) {
  return numbers.second ? reader.range(first, last, numbers.score) : std::string(last);
}

// "5 km - 10 km" with `unit` behind both; `end`: behind the first.
std::optional<Found> read_two_measures(const Reader& reader, const Source& source,
                                       std::size_t begin, const Amount& first, const Unit& unit,
                                       std::size_t end) {
  const auto next = behind_dash(source, end);
  if (!next) return std::nullopt;
  const auto [second, second_end] = read_amount(reader.words(), source, *next);
  std::size_t last = 0;
  if (find_unit(reader.words().units, source, source.skip_space(second_end), last) != &unit) {
    return std::nullopt;
  }
  const Context context{source, begin, last};
  return Found{last, reader.range(reader.measure(first, unit, context),
                                  reader.measure(second, unit, context), false)};
}

std::optional<Found> read_measure(const Reader& reader, const Source& source, std::size_t begin,
                                  const Numbers& numbers) {
  std::size_t end = 0;
  const auto* unit = find_unit(reader.words().units, source, source.skip_space(numbers.end), end);
  if (unit == nullptr) return std::nullopt;
  if (!numbers.second) {
    if (auto found = read_two_measures(reader, source, begin, numbers.first, *unit, end)) {
      return found;
    }
  }
  const Context context{source, begin, end};
  const bool both = reader.words().percent_first && unit->written == "%";
  const auto first = both ? reader.measure(numbers.first, *unit, context)
                          : reader.counted(numbers.first, unit->noun.gender);
  return Found{end,
               with_first(reader, numbers, first, reader.measure(numbers.last(), *unit, context))};
}

// `currency`: the one whose sign stands before the number, or null; `next`: behind the number.
std::optional<Found> read_money(const Reader& reader, const Source& source, std::size_t begin,
                                const Numbers& numbers, const Currency* currency) {
  std::size_t end = 0;
  const auto* magnitude =
      find_unit(reader.words().magnitudes, source, source.skip_space(numbers.end), end);
  if (magnitude == nullptr) end = numbers.end;
  if (currency == nullptr) {
    std::tie(currency, end) = read_currency(reader.words(), source, source.skip_space(end));
    if (currency == nullptr) return std::nullopt;
  }
  const auto first = reader.counted(numbers.first, currency->noun.gender);
  return Found{
      end, with_first(reader, numbers, first,
                      reader.money(numbers.last(), magnitude, *currency, {source, begin, end}))};
}

bool is_usual_denominator(std::int64_t n) {
  return (n >= 2 && n <= 10) || n == 12 || n == 16 || n == 20 || n == 100;
}

// 3/4 and 5/3, but not 24/7.
bool is_fraction(std::int64_t a, std::int64_t b) {
  if (a > b) return a < 10 && b >= 2 && b <= 6 && std::gcd(a, b) == 1;
  return a > 0 && a < b && is_usual_denominator(b);
}

// 3/4, 2020/21; with a whole number before the first where `whole` is one.
std::optional<Found> read_slash(const Reader& reader, const Source& source, std::size_t begin,
                                const Amount& left, std::size_t slash) {
  const auto end = source.digits_end(slash + 1);
  if (source.at(slash) != U'/' || end == slash + 1 || !left.is_whole()) return std::nullopt;
  if (source.at(end) == U'/' || end - slash > 5 || left.whole.size() > 4) return std::nullopt;
  const auto a = *left.value();
  const auto b = source.value(slash + 1, end);
  if (is_fraction(a, b)) return Found{end, reader.fraction(a, b)};
  Amount right;
  for (auto i = slash + 1; i < end; ++i) right.whole += static_cast<char>(source.at(i));
  const Context context{source, begin, end};
  return Found{end, reader.number(left, context) + std::string(reader.space()) +
                        reader.number(right, context)};
}

std::optional<Found> read_ordinal(const Reader& reader, const Source& source, std::size_t begin,
                                  const Amount& amount, std::size_t end) {
  if (!amount.is_whole() || amount.negative || !amount.value()) return std::nullopt;
  std::size_t best = 0;
  char form = 0;
  for (const auto& sign : reader.words().ordinal_signs) {
    const auto next = source.match_word(end, sign.written);
    if (next <= best) continue;
    best = next;
    form = sign.form;
  }
  if (best == 0) return std::nullopt;
  const auto words = reader.ordinal(*amount.value(), form, {source, begin, best});
  if (!words) return std::nullopt;
  return Found{best, *words};
}

// 1.2.3 and 192.168.0.1.
std::optional<Found> read_version(const Reader& reader, const Source& source, std::size_t at) {
  const auto& words = reader.words();
  auto end = source.digits_end(at);
  std::string spoken = reader.cardinal(source.value(at, end));
  int parts = 1;
  while (source.at(end) == U'.' && source.digit(end + 1)) {
    const auto from = end + 1;
    end = source.digits_end(from);
    for (const auto& word : {std::string(words.dot), reader.cardinal(source.value(from, end))}) {
      spoken += std::string(reader.space()) + word;
    }
    ++parts;
  }
  if (parts < 3) return std::nullopt;
  return Found{end, spoken};
}

std::optional<Found> read_size(const Reader& reader, const Source& source, std::size_t at,
                               std::size_t end) {
  const auto sign = source.at(end);
  if (sign != U'x' && sign != U'×') return std::nullopt;
  if (!source.digit(end + 1)) return std::nullopt;
  const auto number =
      reader.counted(read_amount(reader.words(), source, at).first, Gender::kMasculine);
  return Found{end + 1, number + std::string(reader.space()) + std::string(reader.words().by)};
}

std::optional<Found> read_signed(const Reader& reader, const Source& source, std::size_t begin,
                                 std::size_t at, bool negative) {
  auto numbers = read_numbers(reader, source, at);
  numbers.first.negative = negative;
  const auto& words = reader.words();
  if (source.at(numbers.end) == U'.' && source.digit(numbers.end + 1) && !numbers.second) {
    if (auto version = read_version(reader, source, at)) return version;
  }
  if (auto found = read_money(reader, source, begin, numbers, nullptr)) return found;
  if (auto found = read_measure(reader, source, begin, numbers)) return found;
  std::size_t end = 0;
  const auto next = source.skip_space(numbers.end);
  const auto* magnitude = find_unit(words.magnitudes, source, next, end);
  // One letter (4K) counts money alone.
  if (magnitude != nullptr && magnitude->written.size() > 1) {
    const Context context{source, begin, end};
    const auto first = reader.counted(numbers.first, magnitude->noun.gender);
    return Found{end, with_first(reader, numbers, first,
                                 reader.measure(numbers.last(), *magnitude, context))};
  }
  if (!numbers.second) {
    if (auto found = read_slash(reader, source, begin, numbers.first, numbers.end)) return found;
    if (auto found = read_ordinal(reader, source, begin, numbers.first, numbers.end)) return found;
    if (auto found = read_size(reader, source, at, numbers.end)) return found;
  }
  const Context context{source, begin, numbers.end};
  const auto first = reader.number(numbers.first, context);
  if (!numbers.second) return Found{numbers.end, first};
  if (is_season(numbers)) return Found{numbers.end, season(reader, numbers, context)};
  return Found{numbers.end,
               reader.range(first, reader.number(*numbers.second, context), numbers.score)};
}

// "2 3/4".
std::optional<Found> read_mixed(const Reader& reader, const Source& source, std::size_t at) {
  const auto end = source.digits_end(at);
  if (end - at > 3 || source.at(end) != U' ') return std::nullopt;
  const auto slash = source.digits_end(end + 1);
  if (source.at(slash) != U'/' || slash - end > 3) return std::nullopt;
  const auto last = source.digits_end(slash + 1);
  const auto a = source.value(end + 1, slash);
  const auto b = source.value(slash + 1, last);
  if (last - slash > 4 || a == 0 || a >= b || !is_usual_denominator(b)) return std::nullopt;
  if (source.at(last) == U'/') return std::nullopt;
  return Found{last, reader.mixed(reader.cardinal(source.value(at, end)), a, b)};
}

}  // namespace

std::pair<Amount, std::size_t> read_amount(const Words& words, const Source& source,
                                           std::size_t at) {
  auto result = read_number(source, at, words.groups, words.decimal);
  const auto other = source.at(result.second);
  if ((other == U'.' || other == U',') && source.digit(result.second + 1)) {
    const char32_t group = other == U'.' ? U',' : U'.';
    auto foreign = read_number(source, at, {&group, 1}, other);
    const auto next = source.at(foreign.second);
    const bool list = (next == U'.' || next == U',') && source.digit(foreign.second + 1);
    if (foreign.second > result.second && !list) return foreign;
  }
  return result;
}

std::optional<Found> find_quantity(const Reader& reader, const Source& source, std::size_t at) {
  auto i = at;
  const bool negative = (source.at(i) == U'-' || source.at(i) == U'−') && source.at(i + 1) != U' ';
  if (negative) ++i;
  if (source.digit(i)) {
    if (!negative) {
      if (auto mixed = read_mixed(reader, source, i)) return mixed;
    }
    return read_signed(reader, source, at, i, negative);
  }
  const auto [currency, end] = read_currency(reader.words(), source, i);
  if (currency == nullptr) return std::nullopt;
  const auto number = source.skip_space(end);
  if (!source.digit(number)) return std::nullopt;
  auto numbers = read_numbers(reader, source, number);
  numbers.first.negative = negative;
  return read_money(reader, source, at, numbers, currency);
}

std::optional<Found> find_code_number(const Reader& reader, const Source& source, std::size_t at) {
  if (!source.digit(at)) return std::nullopt;
  const auto [amount, end] = read_amount(reader.words(), source, at);
  const Source nothing{{}};
  return Found{end, reader.number(amount, {nothing, 0, 0})};
}

std::optional<Found> find_vulgar_fraction(const Reader& reader, const Source& source,
                                          std::size_t at) {
  const auto digits = source.digits_end(at);
  if (digits - at > 6) return std::nullopt;
  const auto next = digits > at ? source.skip_space(digits) : digits;
  const auto* vulgar = find_vulgar(source.at(next));
  if (vulgar == nullptr) return std::nullopt;
  auto words = reader.fraction(vulgar->numerator, vulgar->denominator);
  if (digits > at) {
    words = reader.mixed(reader.cardinal(source.value(at, digits)), vulgar->numerator,
                         vulgar->denominator);
  }
  std::size_t end = 0;
  const auto* unit = find_unit(reader.words().units, source, source.skip_space(next + 1), end);
  if (unit == nullptr) return Found{next + 1, words};
  const auto noun = digits > at ? unit->noun.many : unit->noun.one;
  return Found{end, words + std::string(reader.space()) + std::string(noun)};
}

}  // namespace dragoman::text::spoken

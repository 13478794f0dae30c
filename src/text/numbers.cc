#include "text/numbers.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace dragoman::text {

namespace {

using core::Language;

bool is_ascii_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
int digit(char32_t c) { return u_charDigitValue(static_cast<UChar32>(c)); }
bool is_digit(char32_t c) { return digit(c) >= 0 && u_isdigit(static_cast<UChar32>(c)); }

// Code points and where their bytes begin, with one more at the end.
struct Points {
  explicit Points(std::string_view utf8) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const auto length = static_cast<std::int64_t>(utf8.size());
    for (std::int64_t at = 0; at < length;) {
      begins.push_back(static_cast<std::size_t>(at));
      UChar32 c = 0;
      U8_NEXT_OR_FFFD(bytes, at, length, c);
      text += static_cast<char32_t>(c);
    }
    begins.push_back(utf8.size());
  }
  [[nodiscard]] char32_t at(std::size_t i) const { return i < text.size() ? text[i] : U'\0'; }

  std::u32string text;
  std::vector<std::size_t> begins;
};

// Printable ASCII without what encloses: what addresses and codes are made of.
bool in_address(char32_t c) {
  constexpr std::u32string_view kEnclosing = U"\"'<>()[]{}|\\^`";
  return c > U' ' && c < 0x7F && kEnclosing.find(c) == kEnclosing.npos;
}

std::size_t end_of_run(const Points& points, std::size_t begin) {
  constexpr std::u32string_view kClosing = U".,;:!?-";
  auto end = begin;
  while (in_address(points.at(end))) ++end;
  while (end > begin && kClosing.find(points.text[end - 1]) != kClosing.npos) --end;
  return end;
}

bool is_domain(std::u32string_view run) {
  const auto dot = run.rfind(U'.');
  if (dot == run.npos || dot < 3) return false;
  const auto label = run.substr(dot + 1);
  return label.size() >= 2 && label.size() <= 6 &&
         std::ranges::all_of(run,
                             [](char32_t c) {
                               return is_ascii_letter(c) || is_digit(c) || c == U'.' || c == U'-';
                             }) &&
         std::ranges::all_of(label, [](char32_t c) { return c >= U'a' && c <= U'z'; }) &&
         std::ranges::all_of(run.substr(dot - 3, 3),
                             [](char32_t c) { return is_ascii_letter(c) || is_digit(c); });
}

bool is_address(std::u32string_view run) {
  if (run.find(U"://") != run.npos || run.starts_with(U"www.")) return true;
  const auto at = run.find(U'@');
  if (at != run.npos && at > 0 && run.find(U'.', at) != run.npos) return true;
  return is_domain(run);
}

// Capitals, a digit behind them, and nothing but letters, digits and hyphens.
bool is_code(std::u32string_view run) {
  const auto head =
      std::ranges::find_if_not(run, [](char32_t c) { return c >= U'A' && c <= U'Z'; });
  if (head == run.begin() || head == run.end() || !(is_digit(*head) || *head == U'-')) return false;
  return std::ranges::any_of(run, is_digit) && std::ranges::all_of(run, [](char32_t c) {
           return is_ascii_letter(c) || (c < 0x80 && is_digit(c)) || c == U'-';
         });
}

// The length of a separator between two digits, 0 where there is none.
std::size_t separator(const Points& points, std::size_t at) {
  constexpr std::u32string_view kMarks = U".,:/'\u2019\u066B\u066C-";
  constexpr std::u32string_view kSpaces = U" \u00A0\u202F";
  const auto c = points.at(at);
  if (!is_digit(points.at(at + 1))) return 0;
  if (kMarks.find(c) != kMarks.npos || c == U'h') return 1;
  if (kSpaces.find(c) == kSpaces.npos) return 0;
  const bool group =
      is_digit(points.at(at + 2)) && is_digit(points.at(at + 3)) && !is_digit(points.at(at + 4));
  return group ? 1 : 0;
}

struct Number {
  std::size_t end = 0;
  std::string digits;
};

Number read_number(const Points& points, std::size_t begin) {
  Number number{begin, {}};
  while (is_digit(points.at(number.end)) || separator(points, number.end) != 0) {
    const auto c = points.at(number.end++);
    if (is_digit(c)) number.digits += static_cast<char>('0' + digit(c));
  }
  const auto zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size() - 1);
  number.digits.erase(0, zeros);
  return number;
}

bool is_ordinal(const Points& points, std::size_t end) {
  static constexpr std::array<std::u32string_view, 12> kSigns{
      U"st", U"nd", U"rd", U"th", U"s", U"er", U"e", U"ème", U"º", U"ª", U"o", U"a"};
  std::u32string letters;
  for (auto c = points.at(end); u_isalpha(static_cast<UChar32>(c)); c = points.at(++end)) {
    letters += c;
  }
  return std::ranges::find(kSigns, std::u32string_view(letters)) != kSigns.end();
}

bool decimal_comma(Language language) {
  static constexpr std::array kLanguages{
      Language::kRussian,    Language::kFrench,    Language::kGerman, Language::kPortuguese,
      Language::kSpanish,    Language::kItalian,   Language::kGreek,  Language::kTurkish,
      Language::kVietnamese, Language::kIndonesian};
  return std::ranges::find(kLanguages, language) != kLanguages.end();
}

// Digits in groups of three behind `group`, or without groups; then perhaps one `decimal` with
// digits behind.
bool well_formed(std::string_view number, char group, char decimal) {
  const auto whole = number.substr(0, number.find(decimal));
  const auto fraction = number.substr(std::min(number.size(), whole.size() + 1));
  const auto digits = [](std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  };
  if (whole.size() < number.size() && !digits(fraction)) return false;
  auto rest = whole;
  const auto head = rest.substr(0, rest.find(group));
  if (!digits(head)) return false;
  if (head.size() == rest.size()) return true;
  if (head.size() > 3) return false;
  for (rest.remove_prefix(head.size()); !rest.empty(); rest.remove_prefix(4)) {
    if (rest.size() < 4 || rest.front() != group || !digits(rest.substr(1, 3))) return false;
  }
  return true;
}

// The digits of "8:30" or "8h30" on the other half of the day: "2030". Empty where it is no such
// time.
std::string other_hour(std::string_view time) {
  const auto digits = [](std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  };
  const auto colon = time.find_first_of(":h");
  if (colon == time.npos || colon == 0 || colon > 2 || time.size() != colon + 3) return {};
  if (!digits(time.substr(0, colon)) || !digits(time.substr(colon + 1))) return {};
  int hour = 0;
  for (const char c : time.substr(0, colon)) hour = 10 * hour + (c - '0');
  if (hour < 1 || hour > 23) return {};
  return std::to_string(hour > 12 ? hour - 12 : hour + 12) + std::string(time.substr(colon + 1));
}

std::string small(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

std::vector<Literal> find_literals(std::string_view sentence) {
  const Points points(sentence);
  std::vector<Literal> literals;
  const auto add = [&](std::size_t begin, std::size_t end, std::string digits) {
    literals.push_back({{points.begins[begin], points.begins[end]}, std::move(digits)});
  };
  for (std::size_t i = 0; i < points.text.size();) {
    const bool inside = i > 0 && in_address(points.at(i - 1)) && !u_ispunct(points.text[i - 1]);
    if (!inside && in_address(points.at(i))) {
      const auto end = end_of_run(points, i);
      const auto run = std::u32string_view(points.text).substr(i, end - i);
      if (!run.empty() && (is_address(run) || is_code(run))) {
        add(i, end, "");
        i = end;
        continue;
      }
    }
    if (!is_digit(points.at(i))) {
      ++i;
      continue;
    }
    auto number = read_number(points, i);
    if (!is_ordinal(points, number.end)) add(i, number.end, std::move(number.digits));
    i = number.end;
  }
  return literals;
}

bool holds_literal(std::string_view translation, const Literal& literal, std::string_view source) {
  if (literal.digits.empty()) {
    const auto text = source.substr(literal.place.begin, literal.place.end - literal.place.begin);
    return small(translation).find(small(text)) != std::string::npos;
  }
  const auto text = source.substr(literal.place.begin, literal.place.end - literal.place.begin);
  const auto other = other_hour(text);
  const Points points(translation);
  for (std::size_t i = 0; i < points.text.size();) {
    if (!is_digit(points.at(i))) {
      ++i;
      continue;
    }
    const auto number = read_number(points, i);
    if (number.digits.find(literal.digits) != std::string::npos) return true;
    if (!other.empty() && number.digits == other) return true;
    i = number.end;
  }
  return false;
}

std::string convert_separators(std::string_view number, Language source, Language target) {
  std::string converted(number);
  if (decimal_comma(source) == decimal_comma(target)) return converted;
  const char group = decimal_comma(source) ? '.' : ',';
  const char decimal = decimal_comma(source) ? ',' : '.';
  if (!well_formed(number, group, decimal)) return converted;
  for (auto& c : converted) {
    if (c == group) {
      c = decimal;
    } else if (c == decimal) {
      c = group;
    }
  }
  return converted;
}

}  // namespace dragoman::text

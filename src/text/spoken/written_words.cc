#include <algorithm>
#include <array>
#include <cstdint>

#include <unicode/utf8.h>

#include "text/spoken/finders.h"
#include "text/utf32.h"

namespace dragoman::text::spoken {

namespace {

constexpr std::array<std::string_view, 100> kRegnalNames{
    "Louis",     "Henry",      "Elizabeth", "Charles",   "George",    "Edward",   "James",
    "William",   "Richard",    "John",      "Paul",      "Benedict",  "Pius",     "Francis",
    "Philip",    "Napoleon",   "Gustav",    "Leo",       "Gregory",   "Clement",  "Innocent",
    "Frederick", "Nicholas",   "Alexander", "Peter",     "Catherine", "Ivan",     "Ramses",
    "Ptolemy",   "Henri",      "Charles",   "François",  "Napoléon",  "Philippe", "Élisabeth",
    "Jean",      "Benoît",     "Pie",       "Léon",      "Guillaume", "Nicolas",  "Pierre",
    "Friedrich", "Wilhelm",    "Karl",      "Ludwig",    "Heinrich",  "Otto",     "Johannes",
    "Franz",     "Elisabeth",  "Johann",    "Papst",     "Luis",      "Felipe",   "Carlos",
    "Juan",      "Enrique",    "Fernando",  "Alfonso",   "Isabel",    "Pablo",    "Pío",
    "Benedicto", "Jacobo",     "Jorge",     "Eduardo",   "Guillermo", "Napoleón", "Pedro",
    "João",      "Manuel",     "Afonso",    "Filipe",    "José",      "Maria",    "Luís",
    "Henrique",  "Bento",      "Isabel",    "Luigi",     "Enrico",    "Carlo",    "Giovanni",
    "Paolo",     "Pio",        "Benedetto", "Francesco", "Vittorio",  "Emanuele", "Umberto",
    "Filippo",   "Elisabetta", "Leone",     "Federico",  "Napoleone", "Giorgio",  "Edoardo",
    "Guglielmo", "Harald",
};

int roman_digit(char32_t c) {
  switch (c) {
    case U'I':
      return 1;
    case U'V':
      return 5;
    case U'X':
      return 10;
    case U'L':
      return 50;
    case U'C':
      return 100;
    default:
      return 0;
  }
}

constexpr std::array<std::string_view, 10> kRomanOnes{"",  "I",  "II",  "III",  "IV",
                                                      "V", "VI", "VII", "VIII", "IX"};
constexpr std::array<std::string_view, 10> kRomanTens{"",  "X",  "XX",  "XXX",  "XL",
                                                      "L", "LX", "LXX", "LXXX", "XC"};

// Nothing where the letters are no numeral as it is written.
std::optional<std::int64_t> roman_value(std::u32string_view letters) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const int digit = roman_digit(letters[i]);
    const int next = i + 1 < letters.size() ? roman_digit(letters[i + 1]) : 0;
    value += digit < next ? -digit : digit;
  }
  const bool word = letters == U"L" || letters == U"C";  // of "Le", "Ce"
  if (value < 1 || value > 99 || word) return std::nullopt;
  const auto tens = static_cast<std::size_t>(value / 10);
  const auto ones = static_cast<std::size_t>(value % 10);
  const auto usual = std::string(kRomanTens[tens]) + std::string(kRomanOnes[ones]);
  return to_utf8(letters) == usual ? std::optional(value) : std::nullopt;
}

// Where the abbreviation ends, spaces behind its inner stops allowed; 0 where it does not stand.
// The first letter may be a capital.
std::size_t match_abbreviation(const Source& source, std::size_t at, std::string_view written) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(written.data());
  const auto length = static_cast<std::int32_t>(written.size());
  char32_t last = 0;
  for (std::int32_t byte = 0; byte < length; ++at) {
    const bool first = byte == 0;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, byte, length, c);
    if (last == U'.' && source.at(at) == U' ') ++at;
    last = static_cast<char32_t>(c);
    const bool capital =
        first && last >= U'a' && last <= U'z' && source.at(at) == last - U'a' + U'A';
    if (source.at(at) != last && !capital) return 0;
  }
  return is_letter(last) && source.alnum(at) ? 0 : at;
}

bool stands_behind(const Source& source, std::size_t end, Behind behind) {
  const auto next = source.skip_space(end);
  switch (behind) {
    case Behind::kCapital:
      return source.capital(next);
    case Behind::kDigit:
      return source.digit(next);
    case Behind::kAnything:
      return true;
  }
  return true;
}

bool ends_sentence(const Source& source, std::size_t end) {
  return end >= source.size() || (source.at(end) == U' ' && source.capital(end + 1));
}

bool is_spaced(const Source& source, std::size_t at) {
  const auto before = source.before(at);
  const auto behind = source.at(at + 1);
  const bool digits = at > 0 && source.digit(at - 1) && source.digit(at + 1);
  return digits || ((before == U' ') && (behind == U' '));
}

}  // namespace

bool is_regnal_name(std::string_view word) {
  return std::ranges::find(kRegnalNames, word) != kRegnalNames.end();
}

std::pair<std::int64_t, std::size_t> read_roman(const Source& source, std::size_t at) {
  auto end = at;
  while (end - at < 8 && roman_digit(source.at(end)) != 0) ++end;
  const auto value = end > at ? roman_value(source.between(at, end)) : std::nullopt;
  return value ? std::pair{*value, end} : std::pair{std::int64_t{0}, at};
}

std::optional<Found> find_roman(const Reader& reader, const Source& source, std::size_t at) {
  auto [value, end] = read_roman(source, at);
  if (value == 0) return std::nullopt;
  // Whether letters may stand behind it is the reader's affair: XXe.
  auto words = reader.roman(value, {source, at, end});
  if (!words) return std::nullopt;
  while (source.letter(end)) ++end;
  return Found{end, std::move(*words)};
}

std::optional<Found> find_abbreviation(const Reader& reader, const Source& source, std::size_t at) {
  const Abbreviation* best = nullptr;
  std::size_t end = 0;
  for (const auto& abbreviation : reader.words().abbreviations) {
    const auto next = match_abbreviation(source, at, abbreviation.written);
    if (next <= end || !stands_behind(source, next, abbreviation.behind)) continue;
    best = &abbreviation;
    end = next;
  }
  if (best == nullptr) return std::nullopt;
  const bool stop = best->may_end && source.at(end - 1) == U'.' && ends_sentence(source, end);
  return Found{stop ? end - 1 : end, std::string(best->spoken)};
}

std::optional<Found> find_symbol(const Reader& reader, const Source& source, std::size_t at) {
  const auto c = source.at(at);
  const auto say = [&](std::string_view words) { return Found{at + 1, std::string(words)}; };
  const bool letter_before = at > 0 && source.letter(at - 1);
  switch (c) {
    case U'#':
      if (source.digit(at + 1)) return say(reader.words().number_sign);
      if (letter_before) return say(reader.symbol(U'♯'));
      return say(source.letter(at + 1) ? reader.symbol(U'#') : "");
    case U'<':
    case U'>':
      return say(is_spaced(source, at) ? reader.symbol(c) : "");
    case U'*':
      return say(is_spaced(source, at) && source.digit(at + 1) ? reader.symbol(U'×') : "");
    case U'~':
      return say(source.digit(at + 1) ? reader.symbol(U'≈') : "");
    case U'−':
      return say(reader.words().minus);
    case U'/':
    case U'^':
    case U'`':
    case U'|':
    case U'\\':
    case U'_':
      return say("");
    case U'$':
    case U'€':
    case U'£':
    case U'¥':
    case U'₹':
    case U'₽':
    case U'₩': {
      const auto* currency = read_currency(reader.words(), source, at).first;
      return say(currency != nullptr ? currency->noun.many : "");
    }
    case U'²':
    case U'³':
      return say(letter_before ? reader.symbol(c) : "");
    case U'¹':
    case U'⁰':
    case U'⁴':
    case U'⁵':
    case U'⁶':
    case U'⁷':
    case U'⁸':
    case U'⁹':
      return say("");
    default: {
      const auto words = reader.symbol(c);
      if (words.empty()) return std::nullopt;
      return say(words);
    }
  }
}

}  // namespace dragoman::text::spoken

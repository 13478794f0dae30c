#include "text/spoken/russian_numerals.h"

#include <array>
#include <string_view>

namespace dragoman::text::spoken {

namespace {

constexpr std::array<std::string_view, 20> kOnes{
    "нулев",       "перв",      "втор",       "трет",      "четвёрт",     "пят",        "шест",
    "седьм",       "восьм",     "девят",      "десят",     "одиннадцат",  "двенадцат",  "тринадцат",
    "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат"};
constexpr std::array<std::string_view, 10> kTens{
    "",          "",           "двадцат",   "тридцат",     "сороков",
    "пятидесят", "шестидесят", "семидесят", "восьмидесят", "девяност"};
constexpr std::array<std::string_view, 10> kHundreds{
    "",        "сот",      "двухсот", "трёхсот",   "четырёхсот",
    "пятисот", "шестисот", "семисот", "восьмисот", "девятисот"};
constexpr std::array<std::string_view, 10> kThousands{
    "",           "тысячн",      "двухтысячн", "трёхтысячн",   "четырёхтысячн",
    "пятитысячн", "шеститысячн", "семитысячн", "восьмитысячн", "девятитысячн"};

// In the order of OrdinalForm.
constexpr std::array<std::string_view, 12> kEndings{"ый", "ая", "ое", "ые", "ого", "ому",
                                                    "ым", "ом", "ую", "ой", "ых",  "ыми"};
constexpr std::array<std::string_view, 12> kThirdEndings{"ий",  "ья",  "ье", "ьи",  "ьего", "ьему",
                                                         "ьим", "ьем", "ью", "ьей", "ьих",  "ьими"};

bool is_stressed(std::string_view stem) {
  return stem == "нулев" || stem == "втор" || stem == "шест" || stem == "седьм" ||
         stem == "восьм" || stem == "сороков";
}

std::string with_ending(std::string_view stem, OrdinalForm form) {
  const auto at = static_cast<std::size_t>(form);
  if (stem == "трет") return std::string(stem) + std::string(kThirdEndings[at]);
  const bool oy = form == OrdinalForm::kMasculine && is_stressed(stem);
  return std::string(stem) + (oy ? "ой" : std::string(kEndings[at]));
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::optional<OrdinalParts> russian_ordinal(std::int64_t number, OrdinalForm form) {
  if (number < 0 || number > 9999) return std::nullopt;
  const auto digit = [number](std::int64_t unit) {
    return static_cast<std::size_t>(number / unit % 10);
  };
  if (number % 100 != 0 && number % 100 < 20) {
    const auto ones = number % 100;
    return OrdinalParts{number - ones, with_ending(kOnes[static_cast<std::size_t>(ones)], form)};
  }
  if (number == 0) return OrdinalParts{0, with_ending(kOnes[0], form)};
  if (digit(1) != 0) return OrdinalParts{number - number % 10, with_ending(kOnes[digit(1)], form)};
  if (digit(10) != 0) {
    return OrdinalParts{number - number % 100, with_ending(kTens[digit(10)], form)};
  }
  if (digit(100) != 0) {
    return OrdinalParts{number - number % 1000, with_ending(kHundreds[digit(100)], form)};
  }
  return OrdinalParts{0, with_ending(kThousands[digit(1000)], form)};
}

std::string as_said_in_russian(std::string words) {
  for (const std::string_view one :
       {"одна тысяча", "одной тысячи", "одной тысяче", "одну тысячу", "одной тысячей"}) {
    if (words.starts_with(one)) words.erase(0, one.find(' ') + 1);
  }
  replace(words, "трех", "трёх");
  replace(words, "четырех", "четырёх");
  replace(words, "трем ", "трём ");
  replace(words, "ноля", "нуля");
  return words;
}

}  // namespace dragoman::text::spoken

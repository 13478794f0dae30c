#include <algorithm>
#include <array>

#include "text/spoken/finders.h"

namespace dragoman::text::spoken {

namespace {

struct Sign {
  std::string_view written;
  std::string_view code;
};
constexpr std::array kSigns{
    Sign{"US$", "USD"},  Sign{"HK$", "HKD"}, Sign{"R$", "BRL"},  Sign{"€", "EUR"},
    Sign{"£", "GBP"},    Sign{"₹", "INR"},   Sign{"₽", "RUB"}, Sign{"₩", "KRW"},
    Sign{"руб.", "RUB"}, Sign{"руб", "RUB"},
};

}  // namespace

std::pair<const Currency*, std::size_t> read_currency(const Words& words, const Source& source,
                                                      std::size_t at) {
  const auto by_code = [&](std::string_view code) -> const Currency* {
    const auto found = std::ranges::find(words.currencies, code, &Currency::code);
    return found == words.currencies.end() ? nullptr : &*found;
  };
  for (const auto& sign : kSigns) {
    const auto end = source.match_word(at, sign.written);
    if (end == 0) continue;
    const bool stop = source.at(end - 1) == U'.' &&
                      (end >= source.size() || (source.at(end) == U' ' && source.capital(end + 1)));
    return {by_code(sign.code), stop ? end - 1 : end};
  }
  if (source.at(at) == U'$') return {by_code(words.dollar), at + 1};
  if (source.at(at) == U'¥') return {by_code(words.yen), at + 1};
  if (!source.word_start(at) && !source.digit(at - 1)) return {nullptr, at};
  for (const auto& currency : words.currencies) {
    if (const auto end = source.match_word(at, currency.code)) return {&currency, end};
  }
  return {nullptr, at};
}

}  // namespace dragoman::text::spoken

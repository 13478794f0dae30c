#include "text/g2p/acronyms.h"

#include <algorithm>
#include <array>

#include "text/spoken/source.h"

namespace dragoman::text {

namespace {

using spoken::Source;

constexpr std::array<std::u32string_view, 17> kSpelled{
    U"ADB", U"AIG", U"EPA", U"EPL", U"ESA", U"FAA", U"FAQ", U"IAEA", U"ICU",
    U"IMF", U"IOC", U"IPO", U"SOS", U"UAE", U"USA", U"VIP", U"WHO"};

std::size_t capitals_end(const Source& text, std::size_t at) {
  while (text.capital(at)) ++at;
  return at;
}

bool capitals_before(const Source& text, std::size_t at) {
  return at >= 3 && text.at(at - 1) == U' ' && text.capital(at - 2) && text.capital(at - 3);
}

bool capitals_behind(const Source& text, std::size_t at) {
  return text.at(at) == U' ' && text.capital(at + 1) && text.capital(at + 2);
}

bool is_spelled(const Source& text, std::size_t begin, std::size_t end) {
  const auto word = text.between(begin, end);
  return std::ranges::find(kSpelled, word) != kSpelled.end() && text.word_start(begin) &&
         !text.alnum(end) && !capitals_before(text, begin) && !capitals_behind(text, end);
}

}  // namespace

std::u32string spell_out_acronyms(std::u32string_view words, char32_t joint) {
  const Source text(words);
  std::u32string result;
  for (std::size_t at = 0; at < words.size();) {
    const auto end = std::max(capitals_end(text, at), at + 1);
    const bool spelled = is_spelled(text, at, end);
    for (auto i = at; i < end; ++i) {
      if (spelled && i > at) result += joint;
      result += words[i];
    }
    at = end;
  }
  return result;
}

}  // namespace dragoman::text

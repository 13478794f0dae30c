#include "text/spoken/glosses.h"

#include "text/spoken/source.h"

namespace dragoman::text::spoken {

namespace {

constexpr std::size_t kLongestGloss = 100;
constexpr std::u32string_view kMarksOfNames = U".-‐–'‘’&,·";
constexpr std::u32string_view kClosingQuotes = U"”’\"»」』》〉】";

bool is_in(std::u32string_view set, char32_t c) { return c != 0 && set.find(c) != set.npos; }

char32_t closing(char32_t open) {
  if (open == U'(') return U')';
  return open == U'（' ? U'）' : U'\0';
}

bool behind_own_word(const Source& source, std::size_t at) {
  if (source.before(at) == U' ') --at;
  if (is_in(kClosingQuotes, source.before(at))) --at;
  return at > 0 && source.letter(at - 1) && !is_latin(source.at(at - 1));
}

// Behind the gloss that opens at `at`; 0 where there is none.
std::size_t end_of_gloss(const Source& source, std::size_t at) {
  const auto close = closing(source.at(at));
  if (close == 0 || !behind_own_word(source, at)) return 0;
  std::size_t letters = 0;
  bool letter_in_word = false;
  bool in_word = false;
  for (auto i = at + 1; i <= at + 1 + kLongestGloss; ++i) {
    const auto c = source.at(i);
    if (c == U' ' || c == close) {
      if (in_word && !letter_in_word) return 0;
      if (c == close) return letters >= 2 ? i + 1 : 0;
      in_word = letter_in_word = false;
      continue;
    }
    // A stop before a small letter is one of an address.
    const bool address = c == U'.' && source.letter(i + 1) && !source.capital(i + 1);
    const bool latin = is_latin(c);
    if (address || !(latin || source.digit(i) || is_in(kMarksOfNames, c))) return 0;
    in_word = in_word || latin || source.digit(i);
    letter_in_word = letter_in_word || latin;
    if (latin) ++letters;
  }
  return 0;
}

}  // namespace

std::u32string without_glosses(std::u32string_view text) {
  const Source source(text);
  std::u32string result;
  for (std::size_t i = 0; i < text.size();) {
    if (const auto end = end_of_gloss(source, i); end != 0) {
      if (result.back() == U' ' && !source.alnum(end)) result.pop_back();
      i = end;
      if (!result.empty() && result.back() == U' ' && source.at(i) == U' ') ++i;
      continue;
    }
    result += text[i++];
  }
  return result;
}

}  // namespace dragoman::text::spoken

#include "text/g2p/script_runs.h"

#include <unicode/uchar.h>

#include "text/spoken/source.h"

namespace dragoman::text {

namespace {

using spoken::is_latin;

bool joins_latin(char32_t c) {
  return u_isdigit(static_cast<UChar32>(c)) || c == U'-' || c == U'\'' || c == U'’' || c == U'.' ||
         c == U'&' || c == U' ';
}

// Where the Latin run that begins at `begin` ends: after its last Latin letter, and the digits
// right behind it.
std::size_t end_of_latin(std::u32string_view text, std::size_t begin) {
  auto end = begin;
  for (auto at = begin; at < text.size() && (is_latin(text[at]) || joins_latin(text[at])); ++at) {
    if (is_latin(text[at]) || (at == end && u_isdigit(static_cast<UChar32>(text[at]))))
      end = at + 1;
  }
  return end;
}

}  // namespace

std::vector<ScriptRun> script_runs(std::u32string_view text) {
  std::vector<ScriptRun> runs;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const bool latin = is_latin(text[begin]);
    auto end = begin + 1;
    if (latin) {
      end = end_of_latin(text, begin);
    } else {
      while (end < text.size() && !is_latin(text[end])) ++end;
    }
    runs.push_back({latin, text.substr(begin, end - begin)});
    begin = end;
  }
  return runs;
}

}  // namespace dragoman::text

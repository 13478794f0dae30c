#include "text/g2p/han_spelling.h"

#include <algorithm>

#include "text/chinese_script.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

bool is_han(char32_t letter) {
  return letter == U'〇' || (letter >= 0x3400 && letter <= 0x4DBF) ||
         (letter >= 0x4E00 && letter <= 0x9FFF) || (letter >= 0xF900 && letter <= 0xFAFF) ||
         (letter >= 0x20000 && letter <= 0x323AF);
}

}  // namespace

std::u32string spelt_as_in(const HanLexicon& lexicon, core::ChineseScript script,
                           std::u32string_view text) {
  auto converted = to_utf32(in_chinese_script(to_utf8(text), script));
  if (converted.size() != text.size()) return converted;
  for (std::size_t at = 0; at < text.size();) {
    const auto words = lexicon.words_at(text.substr(at));
    const auto length = words.empty() ? 1 : words.back().length;
    if (length > 1)
      std::ranges::copy(text.substr(at, length),
                        converted.begin() + static_cast<std::ptrdiff_t>(at));
    at += length;
  }
  return converted;
}

std::vector<std::u32string_view> han_runs(std::u32string_view text) {
  std::vector<std::u32string_view> runs;
  for (auto at = text.begin();;) {
    const auto begin = std::find_if(at, text.end(), is_han);
    at = std::find_if_not(begin, text.end(), is_han);
    if (begin == at) return runs;
    runs.emplace_back(begin, at);
  }
}

}  // namespace dragoman::text

#include "text/g2p/mandarin_pinyin.h"

#include <algorithm>

namespace dragoman::text {

namespace {

constexpr int kNeutral = 5;

}  // namespace

std::vector<Syllable> mandarin_pinyin(const HanLexicon& lexicon, std::u32string_view word) {
  if (word == U"地") return {{"de", kNeutral}};
  std::vector<Syllable> syllables;
  for (std::size_t at = 0; at < word.size();) {
    auto entries = lexicon.words_at(word.substr(at));
    std::erase_if(entries, [&](const auto& entry) { return !lexicon.has_reading(entry); });
    if (entries.empty()) {
      syllables.emplace_back();
      ++at;
      continue;
    }
    const auto reading = lexicon.reading(entries.back());
    syllables.insert(syllables.end(), reading.begin(), reading.end());
    at += reading.size();
  }
  return syllables;
}

}  // namespace dragoman::text

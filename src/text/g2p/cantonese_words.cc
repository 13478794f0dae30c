#include "text/g2p/cantonese_words.h"

#include <optional>

namespace dragoman::text {

namespace {

// The best way from a character to the end of the run.
struct Way {
  std::size_t words = 0;
  std::size_t squares = 0;  // of the words' lengths: the more, the less even
  std::optional<HanEntry> first;

  [[nodiscard]] bool is_better_than(const Way& other) const {
    return words != other.words ? words < other.words : squares > other.squares;
  }
};

}  // namespace

std::vector<CantoneseWord> cantonese_words(const HanLexicon& lexicon, std::u32string_view run) {
  std::vector<Way> ways(run.size() + 1);
  for (auto at = run.size(); at-- > 0;) {
    ways[at] = {ways[at + 1].words + 1, ways[at + 1].squares + 1, std::nullopt};
    for (const auto& word : lexicon.words_at(run.substr(at))) {
      if (!lexicon.has_reading(word)) continue;
      const auto& rest = ways[at + word.length];
      const Way way{rest.words + 1, rest.squares + word.length * word.length, word};
      if (!ways[at].first || !ways[at].is_better_than(way)) ways[at] = way;
    }
  }
  std::vector<CantoneseWord> words;
  for (std::size_t at = 0; at < run.size(); at += words.back().size()) {
    const auto& first = ways[at].first;
    words.push_back(first ? lexicon.reading(*first) : CantoneseWord(1));
  }
  return words;
}

}  // namespace dragoman::text

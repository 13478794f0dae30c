#include "output/line_break.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <limits>
#include <utility>

#include "output/display_text.h"
#include "output/phrase_words.h"

namespace dragoman::output {

namespace {

// What a break costs. Only their order and rough distances matter.
constexpr double kAfterSentence = 0;
constexpr double kAfterClause = 2;
constexpr double kBeforePhrase = 5;
constexpr double kBetweenWords = 12;
constexpr double kBetweenWide = 10;
constexpr double kInsideName = 20;
constexpr double kAfterSmallWord = 30;
constexpr double kInsideWord = 60;

constexpr double kTwoLines = 6;
constexpr double kUnevenColumn = 0.3;
constexpr double kTopHeavyColumn = 0.1;  // more: the picture is above
constexpr double kOrphan = 25;
constexpr double kTooManyLines = 1000;

bool is_one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}
bool ends_sentence(char32_t c) { return is_one_of(c, U".?!…。！？؟।"); }
bool ends_clause(char32_t c) { return is_one_of(c, U",;:—–،؛、，；：)]）」』"); }
bool is_hiragana(char32_t c) { return c >= 0x3041 && c <= 0x309F; }
bool is_katakana(char32_t c) { return c >= 0x30A0 && c <= 0x30FF; }

// East Asian text without spaces: what little its signs tell of its words.
double wide_break_cost(char32_t before, char32_t after, core::Language language) {
  if (language == core::Language::kJapanese) {
    if (is_katakana(before) && is_katakana(after)) return kInsideName;
    if (is_one_of(before, U"はがをにでもとへの") && !is_hiragana(after)) return kBeforePhrase;
    if (!is_hiragana(after) && is_hiragana(before)) return kBetweenWide;
    return kInsideName;
  }
  return is_one_of(before, U"的了着过過和在是嘅咗同喺係") ? kBeforePhrase : kBetweenWide;
}

std::string_view bare(std::string_view word) {
  const auto is_mark = [](char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; };
  while (!word.empty() && is_mark(word.front())) word.remove_prefix(1);
  while (!word.empty() && is_mark(word.back())) word.remove_suffix(1);
  return word;
}

bool is_capital(std::string_view word) {
  return !word.empty() && std::isupper(static_cast<unsigned char>(word.front())) != 0;
}

double word_break_cost(std::string_view before, std::string_view after, core::Language language) {
  if (role_of(bare(before), language) != WordRole::kPlain) return kAfterSmallWord;
  if (role_of(bare(after), language) == WordRole::kOpens) return kBeforePhrase;
  const bool nouns_are_capital = language == core::Language::kGerman;
  if (!nouns_are_capital && is_capital(before) && is_capital(after)) return kInsideName;
  return kBetweenWords;
}

// Between two pieces of which the first ends, and the second begins, with these signs.
double break_cost(const Piece& before, char32_t last, const Piece& after, char32_t first,
                  core::Language language) {
  if (ends_sentence(last)) return kAfterSentence;
  if (ends_clause(last)) return kAfterClause;
  if (language == core::Language::kThai) return after.space_before ? kAfterClause : kBetweenWords;
  if (after.space_before) return word_break_cost(before.text, after.text, language);
  return wide_break_cost(last, first, language);
}

// Korean is wide as well, but parts its words by spaces.
bool may_part(const Cluster& before, const Cluster& after, core::Language language) {
  if (language == core::Language::kKorean) return false;
  if (is_closing(after.first) || is_opening(before.first)) return false;
  return before.columns == 2 || after.columns == 2;
}

/// Asked for one place after the other.
class KnownBreaks {
 public:
  explicit KnownBreaks(std::vector<std::size_t> places) : places_(std::move(places)) {}

  bool at(std::size_t place) {
    while (next_ < places_.size() && places_[next_] < place) ++next_;
    return next_ < places_.size() && places_[next_] == place;
  }

 private:
  const std::vector<std::size_t> places_;
  std::size_t next_ = 0;
};

std::vector<Piece> pieces_of(std::string_view text, core::Language language, int columns,
                             const core::FindLineBreaks& find_breaks) {
  KnownBreaks breaks(find_breaks ? find_breaks(text) : std::vector<std::size_t>());
  std::vector<Piece> pieces;
  std::vector<std::pair<char32_t, char32_t>> ends;  // of each piece: its first and last sign
  std::vector<bool> cut;                            // whether it goes on with the word before
  Cluster before;
  bool space = false;
  for (const auto& cluster : clusters_of(text)) {
    if (is_space(cluster.first)) {
      space = true;
      continue;
    }
    const bool too_long = !pieces.empty() && pieces.back().columns + cluster.columns > columns;
    const auto place = static_cast<std::size_t>(cluster.bytes.data() - text.data());
    const bool parted =
        pieces.empty() || space || breaks.at(place) || may_part(before, cluster, language);
    if (parted || too_long) {
      pieces.push_back({"", 0, 0, space && !pieces.empty(), 0});
      ends.emplace_back(cluster.first, cluster.first);
      cut.push_back(!parted);
    }
    pieces.back().text += cluster.bytes;
    pieces.back().columns += cluster.columns;
    ++pieces.back().characters;
    ends.back().second = cluster.first;
    before = cluster;
    space = false;
  }
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    pieces[i].break_cost =
        cut[i] ? kInsideWord
               : break_cost(pieces[i - 1], ends[i - 1].second, pieces[i], ends[i].first, language);
  }
  return pieces;
}

}  // namespace

BreakableText::BreakableText(std::string_view text, core::Language language, int columns,
                             const core::FindLineBreaks& find_breaks)
    : line_columns_(columns), pieces_(pieces_of(text, language, columns, find_breaks)) {
  columns_before_.push_back(0);
  characters_before_.push_back(0);
  for (const auto& piece : pieces_) {
    columns_before_.push_back(columns_before_.back() + piece.columns +
                              (piece.space_before ? 1 : 0));
    characters_before_.push_back(characters_before_.back() + piece.characters);
  }
}

int BreakableText::columns(std::size_t first, std::size_t end) const {
  if (first >= end) return 0;
  return columns_before_[end] - columns_before_[first] - (pieces_[first].space_before ? 1 : 0);
}

double BreakableText::pair_cost(std::size_t first, std::size_t middle, std::size_t end) const {
  const int upper = columns(first, middle);
  const int lower = columns(middle, end);
  double cost = kTwoLines + pieces_[middle].break_cost + kUnevenColumn * std::abs(upper - lower);
  if (upper > lower) cost += kTopHeavyColumn * (upper - lower);
  if (std::min(upper, lower) * 4 < line_columns_ && end - first > 2) cost += kOrphan;
  return cost;
}

BreakableText::Lines BreakableText::best_lines(std::size_t first, std::size_t end) const {
  if (first >= end) return {};
  if (columns(first, end) <= line_columns_) return {{end}, 0};
  Lines best{{}, std::numeric_limits<double>::infinity()};
  for (std::size_t middle = first + 1; middle < end; ++middle) {
    if (columns(first, middle) > line_columns_) break;
    if (columns(middle, end) > line_columns_) continue;
    const double cost = pair_cost(first, middle, end);
    if (cost < best.cost) best = {{middle, end}, cost};
  }
  if (!best.ends.empty()) return best;
  best.cost = kTooManyLines * static_cast<double>(end - first);
  for (std::size_t at = first, i = first + 1; i <= end; ++i) {
    const bool full = i == end || columns(at, i + 1) > line_columns_;
    if (full) best.ends.push_back(at = i);
  }
  return best;
}

std::string BreakableText::line(std::size_t first, std::size_t end) const {
  std::string text;
  for (std::size_t i = first; i < end; ++i) {
    if (i > first && pieces_[i].space_before) text += ' ';
    text += pieces_[i].text;
  }
  return text;
}

}  // namespace dragoman::output

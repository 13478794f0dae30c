#include "engines/ctranslate2/anchoring.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace dragoman::engines::ctranslate2 {

namespace {

// Pieces that are replaced together or not at all.
struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  float looks = 0;  // at the anchor
  float away = 0;   // elsewhere
  bool function = false;
  bool joins = false;  // a hyphen or an apostrophe
  bool mark = false;
  bool closed = false;  // never replaced: another anchor's, or a mark that the source has not

  [[nodiscard]] bool at_anchor() const { return !closed && looks > away; }
  [[nodiscard]] bool weak() const {
    return function && looks < kOwnWord * static_cast<float>(end - begin);
  }
};

bool joins_words(std::string_view piece) {
  if (piece.starts_with(kWordStart)) piece.remove_prefix(kWordStart.size());
  return piece == "-" || piece == "'" || piece == "\u2019";
}

float looks_at(const TargetPiece& piece, const Anchor& anchor) {
  if (piece.copied_from >= 0) {
    const auto from = static_cast<std::size_t>(piece.copied_from);
    return anchor.begin <= from && from < anchor.end ? 1.0F : 0.0F;
  }
  const auto end = std::min(anchor.end, piece.looks.size());
  float sum = 0;
  for (auto i = anchor.begin; i < end; ++i) sum += piece.looks[i];
  return sum;
}

std::vector<Word> split_words(const std::vector<TargetPiece>& pieces, const Anchor& anchor,
                              const StudentVocabulary& vocabulary, bool words) {
  std::vector<Word> found;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& piece = pieces[i];
    const auto& text = vocabulary.text(piece.id);
    const bool mark = is_mark(text) && piece.copied_from < 0;
    const bool closed = piece.anchor >= 0 || (mark && !anchor.marks);
    if (!words || closed || mark || found.empty() || found.back().closed || found.back().mark ||
        text.starts_with(kWordStart)) {
      found.push_back({i, i});
      found.back().function = is_function_word(piece.id, text);
      found.back().joins = piece.anchor < 0 && joins_words(text);
      found.back().closed = closed;
      found.back().mark = mark;
    } else {
      found.back().function = false;
    }
    found.back().end = i + 1;
    const auto looks = looks_at(piece, anchor);
    found.back().looks += looks;
    found.back().away += 1 - looks;
  }
  return found;
}

struct Run {
  std::size_t first = 0;  // words, both included
  std::size_t last = 0;
  float looks = 0;
};

std::vector<Run> find_runs(const std::vector<Word>& words) {
  constexpr std::size_t kLongestGap = 2;
  std::vector<Run> runs;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].at_anchor()) continue;
    const auto bridged = [&] {
      const auto first = runs.back().last + 1;
      return i - first <= kLongestGap &&
             std::all_of(words.begin() + static_cast<std::ptrdiff_t>(first),
                         words.begin() + static_cast<std::ptrdiff_t>(i),
                         [](const Word& word) { return word.function || word.joins; });
    };
    if (runs.empty() || !bridged()) runs.push_back({i, i, 0});
    runs.back().last = i;
    runs.back().looks += words[i].looks;
  }
  return runs;
}

// Runs of nothing but weak function words do not count where there are others; at the ends of a run
// they stay outside of it.
void trim(std::vector<Run>& runs, const std::vector<Word>& words, bool glossary) {
  const auto empty = [&](const Run& run) {
    return std::all_of(words.begin() + static_cast<std::ptrdiff_t>(run.first),
                       words.begin() + static_cast<std::ptrdiff_t>(run.last) + 1,
                       [](const Word& word) { return word.weak() || !word.at_anchor(); });
  };
  if (!glossary || !std::ranges::all_of(runs, empty)) std::erase_if(runs, empty);
  for (auto& run : runs) {
    if (empty(run)) continue;
    const auto outside = [&](std::size_t i) { return words[i].weak() || !words[i].at_anchor(); };
    while (outside(run.first)) ++run.first;
    while (outside(run.last)) --run.last;
  }
}

// The word that looks there most, if that is not next to nothing.
std::vector<Run> find_likeliest(const std::vector<Word>& words) {
  constexpr float kLeast = 0.2F;
  const auto share = [](const Word& word) {
    return word.closed || word.mark || word.function ? 0 : word.looks / (word.looks + word.away);
  };
  const auto most = std::ranges::max_element(words, {}, share);
  if (most == words.end() || share(*most) < kLeast) return {};
  const auto index = static_cast<std::size_t>(most - words.begin());
  return {{index, index, most->looks}};
}

}  // namespace

Anchored put_anchor(std::vector<TargetPiece>& pieces, const Anchor& anchor, int index,
                    const StudentVocabulary& vocabulary, bool words, bool strongest) {
  const auto split = split_words(pieces, anchor, vocabulary, words);
  auto runs = find_runs(split);
  trim(runs, split, anchor.glossary);
  if (runs.empty() && anchor.glossary) runs = find_likeliest(split);
  if (runs.empty()) return Anchored::kNowhere;
  if (runs.size() > 1 && !strongest) return Anchored::kScattered;
  const auto& run = *std::ranges::max_element(runs, {}, &Run::looks);
  const auto first = pieces.begin() + static_cast<std::ptrdiff_t>(split[run.first].begin);
  const auto last = pieces.begin() + static_cast<std::ptrdiff_t>(split[run.last].end);
  const TargetPiece standing{anchor.target.front(), -1, index, static_cast<int>(anchor.begin)};
  pieces.insert(pieces.erase(first, last), standing);
  return Anchored::kTogether;
}

}  // namespace dragoman::engines::ctranslate2

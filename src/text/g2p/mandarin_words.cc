#include "text/g2p/mandarin_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace dragoman::text {

namespace {

constexpr double kNever = HanLexicon::kImpossible;

// The states of jieba/finalseg, in the order in which it breaks ties, and its probabilities.
enum State : std::size_t { kBegin, kEnd, kMiddle, kSingle, kStates };
constexpr std::array<double, kStates> kStart{-0.26268660809250016, kNever, kNever,
                                             -1.4652633398537678};
constexpr std::array<std::array<double, kStates>, kStates> kTransition{{
    {kNever, -0.510825623765990, -0.916290731874155, kNever},
    {-0.5897149736854513, kNever, kNever, -0.8085250474669937},
    {kNever, -0.33344856811948514, -1.2603623820268226, kNever},
    {-0.7211965654669841, kNever, kNever, -0.6658631448798212},
}};
// Which two states may come before each.
constexpr std::array<std::array<State, 2>, kStates> kBefore{
    {{kEnd, kSingle}, {kBegin, kMiddle}, {kBegin, kMiddle}, {kEnd, kSingle}}};

using Scores = std::array<double, kStates>;

Scores emitted(const HanLexicon& lexicon, char32_t letter) {
  const auto emissions = lexicon.emissions(letter);
  return {emissions.begin, emissions.end, emissions.middle, emissions.single};
}

// The likeliest states of the letters (Viterbi).
std::vector<State> likeliest_states(const HanLexicon& lexicon, std::u32string_view text) {
  std::vector<std::array<State, kStates>> came_from(text.size());
  Scores scores = emitted(lexicon, text.front());
  for (std::size_t state = 0; state < kStates; ++state) scores[state] += kStart[state];
  for (std::size_t at = 1; at < text.size(); ++at) {
    Scores next = emitted(lexicon, text[at]);
    for (std::size_t state = 0; state < kStates; ++state) {
      const auto [first, second] = kBefore[state];
      const auto by_first = scores[first] + kTransition[first][state];
      const auto by_second = scores[second] + kTransition[second][state];
      came_from[at][state] = by_first > by_second ? first : second;
      next[state] += std::max(by_first, by_second);
    }
    scores = next;
  }
  std::vector<State> states(text.size());
  states.back() = scores[kEnd] > scores[kSingle] ? kEnd : kSingle;
  for (auto at = text.size() - 1; at > 0; --at) states[at - 1] = came_from[at][states[at]];
  return states;
}

class Cutter {
 public:
  Cutter(const HanLexicon& lexicon, std::u32string_view text) : lexicon_(lexicon), text_(text) {}

  std::vector<HanWord> cut() {
    const auto ends = likeliest_ends();
    std::size_t singles = 0;  // letters before `at` that no longer word holds
    for (std::size_t at = 0; at < text_.size(); at = ends[at]) {
      if (ends[at] == at + 1) {
        ++singles;
        continue;
      }
      cut_singles(text_.substr(at - singles, singles));
      singles = 0;
      add(text_.substr(at, ends[at] - at));
    }
    cut_singles(text_.substr(text_.size() - singles));
    return std::move(words_);
  }

 private:
  // Where the word that begins at each letter ends, on the likeliest way from there to the end.
  std::vector<std::size_t> likeliest_ends() const {
    const auto log_sum = std::log(lexicon_.frequency_sum());
    std::vector<std::size_t> ends(text_.size());
    std::vector<double> scores(text_.size() + 1, 0.0);
    for (auto at = text_.size(); at-- > 0;) {
      ends[at] = at + 1;
      scores[at] = scores[at + 1] - log_sum;
      bool first = true;
      for (const auto& word : lexicon_.words_at(text_.substr(at))) {
        if (word.frequency == 0) continue;
        const auto score = std::log(word.frequency) - log_sum + scores[at + word.length];
        if (!first && score < scores[at]) continue;
        ends[at] = at + word.length;
        scores[at] = score;
        first = false;
      }
    }
    return ends;
  }

  void cut_singles(std::u32string_view letters) {
    if (letters.empty()) return;
    const auto known = lexicon_.find(letters);
    if (letters.size() == 1 || (known && known->frequency > 0)) {
      for (std::size_t at = 0; at < letters.size(); ++at) add(letters.substr(at, 1));
      return;
    }
    const auto states = likeliest_states(lexicon_, letters);
    std::size_t begin = 0;
    for (std::size_t at = 0; at < letters.size(); ++at) {
      if (states[at] == kBegin || states[at] == kMiddle) continue;
      add(letters.substr(begin, at + 1 - begin));
      begin = at + 1;
    }
    if (begin < letters.size()) add(letters.substr(begin));
  }

  void add(std::u32string_view word) {
    const auto known = lexicon_.find(word);
    words_.push_back({std::u32string(word), known ? known->word_class : WordClass::kOther});
  }

  const HanLexicon& lexicon_;
  std::u32string_view text_;
  std::vector<HanWord> words_;
};

bool is_word(const HanLexicon& lexicon, std::u32string_view text) {
  const auto known = lexicon.find(text);
  return known && known->frequency > 0;
}

// The parts by which a search engine would find a word, in jieba's order.
std::vector<std::u32string> parts_for_search(const HanLexicon& lexicon, std::u32string_view text) {
  std::vector<std::u32string> parts;
  for (const auto& word : mandarin_words(lexicon, text)) {
    for (const std::size_t length : {2, 3}) {
      if (word.text.size() <= length) continue;
      for (std::size_t at = 0; at + length <= word.text.size(); ++at) {
        const auto part = word.text.substr(at, length);
        if (is_word(lexicon, part)) parts.push_back(part);
      }
    }
    parts.push_back(word.text);
  }
  return parts;
}

}  // namespace

std::vector<HanWord> mandarin_words(const HanLexicon& lexicon, std::u32string_view text) {
  return Cutter(lexicon, text).cut();
}

std::size_t mandarin_split(const HanLexicon& lexicon, std::u32string_view word) {
  const auto parts = parts_for_search(lexicon, word);
  if (parts.empty()) return 0;
  const auto shortest = *std::ranges::min_element(parts, {}, &std::u32string::size);
  return word.starts_with(shortest) ? shortest.size() : word.size() - shortest.size();
}

}  // namespace dragoman::text

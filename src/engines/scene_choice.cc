#include "engines/scene_choice.h"

#include <algorithm>
#include <set>
#include <vector>

#include "text/folded_text.h"

namespace dragoman::engines {

namespace {

using Word = std::u32string;
using Words = std::vector<Word>;
using text::WordClass;

constexpr std::size_t kFewestLetters = 4;
constexpr std::size_t kFewestSyllables = 2;
constexpr std::size_t kPair = 2;

void add_run(const Word& run, WordClass kind, Words& words) {
  if (kind == WordClass::kDense) {
    for (std::size_t i = 0; i + kPair <= run.size(); ++i) words.push_back(run.substr(i, kPair));
  } else if (run.size() >= (kind == WordClass::kHangul ? kFewestSyllables : kFewestLetters)) {
    words.push_back(run);
  }
}

Words words_of(std::string_view utf8) {
  const text::FoldedText folded(utf8);
  Words words;
  Word run;
  auto kind = WordClass::kNone;
  for (const auto point : folded.points) {
    const auto its_kind = text::word_class(point);
    if (its_kind != kind) {
      add_run(run, kind, words);
      run.clear();
      kind = its_kind;
    }
    if (kind != WordClass::kNone) run += point;
  }
  add_run(run, kind, words);
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

// In some form: masks, mask; maduro, madura. Particles grow on Korean words.
bool alike(const Word& a, const Word& b) {
  const auto shorter = std::min(a.size(), b.size());
  const auto longer = std::max(a.size(), b.size());
  const auto same = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  if (text::word_class(a.front()) == WordClass::kHangul) return same == shorter;
  if (longer <= kFewestLetters) return a == b;
  const std::size_t ending = longer >= 2 * kFewestLetters ? 2 : 1;
  return same >= kFewestLetters && same + ending >= longer;
}

bool holds(const Words& words, const Word& word) {
  return std::ranges::any_of(words, [&](const Word& each) { return alike(each, word); });
}

}  // namespace

std::string_view everyday_english() {
  return "There is a person here, and there are some people there. He is with her; she was with "
         "them. They have been at this place before, and they will go from here to that other one "
         "after it. What do you see in the picture? It shows one or two of these things on or in "
         "front of something, under it, behind it, between both, and next to the other ones. I am "
         "not sure about all of this, but we can look at it while they are standing, sitting, "
         "talking, wearing, holding and using what they need.";
}

std::optional<std::size_t> choose_by_scene(std::string_view own,
                                           std::span<const MtCandidate> others,
                                           const SceneWords& scene) {
  const auto everyday = words_of(scene.everyday);
  auto evidence = words_of(scene.note);
  std::erase_if(evidence, [&](const Word& word) { return holds(everyday, word); });
  if (evidence.empty()) return std::nullopt;
  const auto seen_in = [&](std::string_view translation) {
    const auto words = words_of(translation);
    return std::ranges::count_if(evidence, [&](const Word& word) { return holds(words, word); });
  };
  const auto base = seen_in(own);
  std::optional<std::size_t> chosen;
  auto best = base;
  for (std::size_t i = 0; i < others.size(); ++i) {
    const auto& other = others[i];
    if (other.margin > kMostMargin) continue;
    const auto seen = seen_in(other.text);
    if (seen < best || (seen == best && (!chosen || other.margin >= others[*chosen].margin))) {
      continue;
    }
    best = seen;
    chosen = i;
  }
  return chosen;
}

}  // namespace dragoman::engines

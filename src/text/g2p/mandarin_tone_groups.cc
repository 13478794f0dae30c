#include "text/g2p/mandarin_tone_groups.h"

#include <algorithm>

namespace dragoman::text {

namespace {

using Groups = std::vector<ToneGroup>;

constexpr std::size_t kLongestChain = 3;

class Joiner {
 public:
  Joiner(std::u32string_view run, std::span<const Syllable> syllables)
      : run_(run), syllables_(syllables) {}

  // 不 takes the class of the word that it is joined to.
  [[nodiscard]] Groups join_bu(const Groups& groups) const {
    Groups joined;
    for (const auto& group : groups) {
      if (!joined.empty() && joined.back().of(run_) == U"不") {
        joined.back() = {joined.back().begin, group.end, group.word_class};
      } else {
        joined.push_back(group);
      }
    }
    return joined;
  }

  [[nodiscard]] Groups join_tried(const Groups& groups) const {
    Groups joined;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const bool tried = i > 0 && i + 1 < groups.size() && groups[i].of(run_) == U"一" &&
                         groups[i - 1].word_class == WordClass::kVerb &&
                         groups[i - 1].of(run_) == groups[i + 1].of(run_);
      if (tried) {
        joined.back().end = groups[++i].end;
      } else {
        joined.push_back(groups[i]);
      }
    }
    return joined;
  }

  [[nodiscard]] Groups join_yi(const Groups& groups) const {
    return join(groups, [&](const ToneGroup& last, std::size_t) { return last.of(run_) == U"一"; });
  }

  [[nodiscard]] Groups join_twice(const Groups& groups) const {
    return join(groups, [&](const ToneGroup& last, std::size_t i) {
      return last.of(run_) == groups[i].of(run_);
    });
  }

  // First words that are all third tones, then those that only meet in one.
  [[nodiscard]] Groups join_third_tones(const Groups& groups, bool whole) const {
    bool just_joined = false;
    return join(groups, [&](const ToneGroup&, std::size_t i) {
      const auto& before = groups[i - 1];
      const auto& after = groups[i];
      const bool meet = whole ? all_third(before) && all_third(after)
                              : is_third(before.end - 1) && is_third(after.begin);
      const bool said_twice = before.size() == 2 && run_[before.begin] == run_[before.begin + 1];
      just_joined =
          !just_joined && meet && !said_twice && before.size() + after.size() <= kLongestChain;
      return just_joined;
    });
  }

  [[nodiscard]] Groups join_er(const Groups& groups) const {
    return join(groups,
                [&](const ToneGroup&, std::size_t i) { return groups[i].of(run_) == U"儿"; });
  }

 private:
  // Joins each group to the last where `belongs` says so of the last as it is by then.
  template <typename Belongs>
  [[nodiscard]] Groups join(const Groups& groups, Belongs belongs) const {
    Groups joined;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (!joined.empty() && belongs(joined.back(), i)) {
        joined.back().end = groups[i].end;
      } else {
        joined.push_back(groups[i]);
      }
    }
    return joined;
  }

  [[nodiscard]] bool is_third(std::size_t at) const { return syllables_[at].tone == 3; }
  [[nodiscard]] bool all_third(const ToneGroup& group) const {
    return std::ranges::all_of(syllables_.subspan(group.begin, group.size()),
                               [](const auto& syllable) { return syllable.tone == 3; });
  }

  std::u32string_view run_;
  std::span<const Syllable> syllables_;
};

}  // namespace

std::vector<ToneGroup> mandarin_tone_groups(std::span<const HanWord> words, std::u32string_view run,
                                            std::span<const Syllable> syllables) {
  Groups groups;
  std::size_t begin = 0;
  for (const auto& word : words) {
    groups.push_back({begin, begin + word.text.size(), word.word_class});
    begin = groups.back().end;
  }
  const Joiner joiner(run, syllables);
  groups = joiner.join_bu(groups);
  groups = joiner.join_tried(groups);
  groups = joiner.join_yi(groups);
  groups = joiner.join_twice(groups);
  groups = joiner.join_third_tones(groups, true);
  groups = joiner.join_third_tones(groups, false);
  return joiner.join_er(groups);
}

}  // namespace dragoman::text

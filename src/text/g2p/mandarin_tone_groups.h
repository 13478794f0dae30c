#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "text/g2p/han_lexicon.h"
#include "text/g2p/mandarin_words.h"

namespace dragoman::text {

/// Characters of a run within which the rules of tone hold.
struct ToneGroup {
  std::size_t begin = 0;
  std::size_t end = 0;
  WordClass word_class = WordClass::kOther;

  [[nodiscard]] std::size_t size() const { return end - begin; }
  [[nodiscard]] std::u32string_view of(std::u32string_view run) const {
    return run.substr(begin, size());
  }
};

/// Joins words that are spoken as one: 不 and single 一 with the word behind, 听一听, what is said
/// twice, up to three third tones in a row, 儿 with the word before (misaki/tone_sandhi.py,
/// pre_merge_for_modify, which is PaddleSpeech's). `run` is the text of the words, `syllables` one
/// for each of its characters.
[[nodiscard]] std::vector<ToneGroup> mandarin_tone_groups(std::span<const HanWord> words,
                                                          std::u32string_view run,
                                                          std::span<const Syllable> syllables);

}  // namespace dragoman::text

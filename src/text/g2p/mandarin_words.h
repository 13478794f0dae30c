#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/g2p/han_lexicon.h"

namespace dragoman::text {

/// A word that a text was cut into.
struct HanWord {
  std::u32string text;
  WordClass word_class = WordClass::kOther;

  bool operator==(const HanWord&) const = default;
};

/// Cuts a run of simplified Chinese characters into words, as the jieba package does: the likeliest
/// way through all words of the dictionary by their frequencies; what stays single is cut by a
/// hidden Markov model of characters that begin, are inside, end or are a word (jieba/__init__.py,
/// __cut_DAG; jieba/finalseg). The words make up the text. Safe from any thread.
[[nodiscard]] std::vector<HanWord> mandarin_words(const HanLexicon& lexicon,
                                                  std::u32string_view text);

/// Cuts a word in two where its shortest part that is a word ends or begins, as the rules of tone
/// see it (misaki/tone_sandhi.py, _split_word, over jieba's cut_for_search): 蒙古包 at 2, 纸老虎
/// at 1. A word that has no such part is cut at its end.
[[nodiscard]] std::size_t mandarin_split(const HanLexicon& lexicon, std::u32string_view word);

}  // namespace dragoman::text

#pragma once

#include <string_view>
#include <vector>

#include "text/g2p/han_lexicon.h"

namespace dragoman::text {

/// The pinyin of a word, one syllable for each character: by its reading where it is a phrase of
/// the lexicon, else by the longest phrases from left to right, else character by character with
/// the commonest reading (pypinyin's seg/mmseg.py and its two dictionaries). A character that
/// nobody knows has a syllable without sound. 地 alone is the particle, "de". Safe from any thread.
[[nodiscard]] std::vector<Syllable> mandarin_pinyin(const HanLexicon& lexicon,
                                                    std::u32string_view word);

}  // namespace dragoman::text

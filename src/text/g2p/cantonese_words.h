#pragma once

#include <string_view>
#include <vector>

#include "text/g2p/han_lexicon.h"

namespace dragoman::text {

/// A word of Cantonese with a syllable of jyutping for each character; one without sound where
/// nobody knows how to read it.
using CantoneseWord = std::vector<Syllable>;

/// Reads a run of traditional Chinese characters as Cantonese: cut into as few words of the lexicon
/// as it can be, and of those ways into the one with the longest words, the first of them first.
/// Safe from any thread.
[[nodiscard]] std::vector<CantoneseWord> cantonese_words(const HanLexicon& lexicon,
                                                         std::u32string_view run);

}  // namespace dragoman::text

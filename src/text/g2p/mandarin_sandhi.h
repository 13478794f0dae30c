#pragma once

#include <span>

#include "text/g2p/han_lexicon.h"
#include "text/g2p/mandarin_words.h"

namespace dragoman::text {

/// Gives the syllables of a run the tones that they have in speech: 不 and 一 before the tone that
/// follows, neutral tones of particles, suffixes, measure words and common words, 儿 behind a word,
/// third tones in a row. The rules are PaddleSpeech's (misaki/tone_sandhi.py, modified_tone, and
/// zh_frontend.py, _merge_erhua), but: 不 at a word's end looks at the next word; 的, 地 and 得 are
/// neutral only where they are read "de"; 过 by itself is so only behind a verb; 一 keeps its tone
/// in digits, 一月 and 统一, and changes in 一百; words of more than four characters have third
/// tones changed as well, and of more than three what stands twice keeps its tone (银行行长).
/// `syllables` has one for each character of `words`. Safe from any thread.
void apply_mandarin_sandhi(const HanLexicon& lexicon, std::span<const HanWord> words,
                           std::span<Syllable> syllables);

}  // namespace dragoman::text

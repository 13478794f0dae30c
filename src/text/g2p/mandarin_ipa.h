#pragma once

#include <string>

#include "text/g2p/han_lexicon.h"

namespace dragoman::text {

/// A syllable of pinyin in the alphabet of the misaki package, the tone as an arrow after the vowel
/// (→ ↗ ↓ ↘, none if neutral): misaki/transcription.py, which is pinyin-to-ipa by S. Taubert after
/// Duanmu, The Phonology of Standard Chinese (2007), and Lin, The Sounds of Chinese (2007), then
/// retone() of misaki/zh.py, as Kokoro 1.0 was trained. Empty for what is no syllable of Mandarin.
/// Safe from any thread.
[[nodiscard]] std::u32string mandarin_ipa(const Syllable& syllable);

}  // namespace dragoman::text

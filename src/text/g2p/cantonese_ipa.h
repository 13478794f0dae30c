#pragma once

#include <string>

#include "text/g2p/han_lexicon.h"

namespace dragoman::text {

/// A syllable of jyutping in the alphabet of the misaki package, for a voice that was trained on
/// Mandarin: sounds by Matthews and Yip, Cantonese: A Comprehensive Grammar (2nd ed. 2011, chapter
/// 1), written with the nearest symbols of Kokoro 1.0; tones by the arrow of the Mandarin tone
/// whose contour is nearest. It has four for six tones, so some tones fall together: the voice has
/// an accent. Empty for what is no syllable of Cantonese. Safe from any thread.
[[nodiscard]] std::u32string cantonese_ipa(const Syllable& syllable);

}  // namespace dragoman::text

#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "text/g2p/front_end.h"
#include "text/open_jtalk.h"

namespace dragoman::text {

/// A reading in katakana as phonemes, as the misaki package (ja.py of its versions up to 0.7, now
/// cutlet.py; Kokoro 1.0's voices were trained on it) writes them: one symbol each for the long
/// vowel (ː) and the doubled consonant (ʔ), ン as the consonant after it makes it (m, n, ɲ, ŋ, ɴ at
/// the end). No accents: the model's training text had none. What is not katakana is passed over.
[[nodiscard]] std::u32string kana_phonemes(std::u32string_view reading);

/// The phonemes of words, a space where misaki's dictionary parts them: particles and auxiliaries
/// stand alone; た, て, ます and the passive stay with their verb, 百 with its 三. A word without a
/// reading parts its neighbours.
[[nodiscard]] std::u32string japanese_phonemes(std::span<const JapaneseWord> words);

/// The front end of Japanese. `dir` is the folder of the installed model "g2p-japanese". Errors:
/// those of OpenJtalk::open(); of its calls: kInternal.
[[nodiscard]] base::Result<std::unique_ptr<FrontEnd>> open_japanese_front_end(
    const std::string& dir);

}  // namespace dragoman::text

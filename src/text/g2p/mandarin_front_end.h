#pragma once

#include <memory>
#include <string>

#include "text/g2p/front_end.h"

namespace dragoman::text {

/// Reads Mandarin: cuts the characters into words, looks up their pinyin, changes tones as in
/// speech, writes the IPA that Kokoro 1.0 knows (mandarin_words.h, _pinyin.h, _sandhi.h, _ipa.h).
/// Traditional characters are read as simplified ones. What is no Chinese character parts words
/// and is passed over. `dir` is the folder of the installed model "g2p-mandarin", which holds
/// mandarin.lex. Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Result<std::unique_ptr<FrontEnd>> open_mandarin_front_end(
    const std::string& dir);

}  // namespace dragoman::text

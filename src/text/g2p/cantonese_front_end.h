#pragma once

#include <memory>
#include <string>

#include "text/g2p/front_end.h"

namespace dragoman::text {

/// Reads Cantonese: characters into words of jyutping, those into IPA for a voice of Mandarin
/// (cantonese_words.h, cantonese_ipa.h). Simplified characters are read as traditional ones. What
/// is no Chinese character parts words and is passed over. `dir` is the folder of the installed
/// model "g2p-cantonese", which holds cantonese.lex. Errors: kModelMissing, kModelInvalid.
[[nodiscard]] base::Result<std::unique_ptr<FrontEnd>> open_cantonese_front_end(
    const std::string& dir);

}  // namespace dragoman::text

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/ctranslate2/whisper_tokens.h"

// What the decoder is given to read before an utterance. The model was trained on recordings cut in
// windows, with the text of the windows before it (Radford et al. 2022, section 2.3): it goes on in
// their spelling and style. Pure functions.
namespace dragoman::engines::ctranslate2 {

/// Terms as a list, then the text said before; at most kMostPrevious tokens. Of too many terms the
/// first are kept, of a long text the end. Empty where there is nothing to read.
[[nodiscard]] std::vector<TokenId> make_prompt(const WhisperTokens& tokens,
                                               std::span<const std::string> terms,
                                               std::string_view previous_text);

/// Whether a text repeats what the decoder was given to read, in place of what it heard: eight of
/// its tokens on end stand there too, or all of them where they are three to seven.
[[nodiscard]] bool echoes(std::span<const TokenId> text, std::span<const TokenId> prompt);

}  // namespace dragoman::engines::ctranslate2

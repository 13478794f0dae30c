#pragma once

#include <cstdint>
#include <string_view>

namespace dragoman::text {

/// How text is counted in tokens. Until a vocabulary is linked, the rule is fixed and can be
/// computed by hand (docs/accounting.md): a run of letters, marks and digits counts one token for
/// every four of its code points, or part of four; a character of a script that writes
/// without spaces (Han, kana, Hangul syllables, Thai) counts one; any other visible character
/// counts one; white space counts nothing.
[[nodiscard]] std::int64_t count_tokens(std::string_view text);

/// The longest prefix of `text` that has at most `max_tokens`.
[[nodiscard]] std::string_view first_tokens(std::string_view text, std::int64_t max_tokens);

}  // namespace dragoman::text

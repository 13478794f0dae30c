#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::engines {

/// Cuts a text into stretches of at most `limit` code points, in order and complete but for the
/// white space at the cuts. A cut falls, as late as it can in the stretch's second half, after a
/// sentence or clause mark, else before a word, else at the limit. `limit` is above 0; UTF-8,
/// ill-formed input is repaired. Safe from any thread.
[[nodiscard]] std::vector<std::string> cut_stretches(std::string_view text, std::size_t limit);

}  // namespace dragoman::engines

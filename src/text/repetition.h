#pragma once

#include <cstddef>
#include <string_view>

namespace dragoman::text {

/// Whether any stretch of at most 40 code points stands in the text at least `times` times on end,
/// and so for at least twelve code points: what a model that fell into a loop writes. Case counts.
/// Safe from any thread.
[[nodiscard]] bool repeats_itself(std::u32string_view text, std::size_t times);

}  // namespace dragoman::text

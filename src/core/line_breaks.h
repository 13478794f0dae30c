#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace dragoman::core {

/// Where a line may be broken in a script that writes no spaces between words, as Thai, Lao, Khmer
/// and Burmese: the first byte of each word that has no space before it, rising. A text in other
/// scripts has none. UTF-8. Safe from any thread. (Those who break lines cannot know it themselves:
/// it takes a dictionary.)
using FindLineBreaks = std::function<std::vector<std::size_t>(std::string_view text)>;

}  // namespace dragoman::core

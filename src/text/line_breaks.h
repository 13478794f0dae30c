#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace dragoman::text {

/// core::FindLineBreaks, by ICU's dictionaries (UAX #14, class SA). Ill-formed UTF-8 is none of
/// those scripts.
[[nodiscard]] std::vector<std::size_t> line_breaks(std::string_view text);

}  // namespace dragoman::text

#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

/// Code points of UTF-8; what is ill formed becomes U+FFFD. Safe from any thread, as are all
/// functions here.
[[nodiscard]] std::u32string to_utf32(std::string_view utf8);

/// UTF-8 of code points; surrogates and values beyond U+10FFFF become U+FFFD.
[[nodiscard]] std::string to_utf8(std::u32string_view code_points);

}  // namespace dragoman::text

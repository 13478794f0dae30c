#pragma once

#include <string>
#include <string_view>

namespace dragoman::text::spoken {

/// The text without tags, comments and declarations of XML, whose contents stay, and with its five
/// entities resolved: nothing of SSML has an effect. A tag is a name, with attributes in quotes or
/// none, between angle brackets: "a < b > c" has none. A tag leaves a gap between words.
[[nodiscard]] std::u32string without_markup(std::u32string_view text);

/// One form of what has several: full-width letters, digits and signs of numbers are ASCII, digits
/// of any script are 0-9, units in one character (㎞) are letters, numerals in circles and Roman
/// ones in one character are digits and letters; selectors of emoji are gone.
[[nodiscard]] std::u32string in_plain_signs(std::u32string_view text);

}  // namespace dragoman::text::spoken

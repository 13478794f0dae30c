#pragma once

#include <string>
#include <string_view>

namespace dragoman::text::spoken {

/// For languages of other scripts: the text without brackets that only repeat in Latin letters what
/// stands before them, "史密斯 (Smith)", "세계보건기구(WHO)", which nobody reads out. Such a
/// bracket, round or full-width, stands directly or by one space behind a letter of another script
/// (or the quote that closes one), holds Latin letters, at least two, with digits and marks of
/// names, at most a hundred signs, and in each of its words a letter: "(15.00 UTC)" and addresses
/// stay.
[[nodiscard]] std::u32string without_glosses(std::u32string_view text);

}  // namespace dragoman::text::spoken

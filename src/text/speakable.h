#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

/// What of a text can be spoken: well-formed UTF-8, composed (NFC), single spaces and none at the
/// ends. Control characters, ill-formed bytes, emoji and ornaments (music notes, arrows, boxes) are
/// gone, letters, marks, digits, punctuation, currency and mathematical signs stay. Empty where
/// nothing would be said, that is without a letter or a digit. Safe from any thread.
[[nodiscard]] std::string speakable_text(std::string_view text);

}  // namespace dragoman::text

#include "text/utf32.h"

#include <cstdint>

#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace dragoman::text {

std::u32string to_utf32(std::string_view utf8) {
  std::u32string code_points;
  code_points.reserve(utf8.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  const auto length = static_cast<std::int64_t>(utf8.size());
  for (std::int64_t at = 0; at < length;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, length, c);
    code_points.push_back(static_cast<char32_t>(c));
  }
  return code_points;
}

std::string to_utf8(std::u32string_view code_points) {
  std::string utf8;
  utf8.reserve(code_points.size());
  for (const auto point : code_points) {
    icu::UnicodeString(static_cast<UChar32>(point)).toUTF8String(utf8);
  }
  return utf8;
}

}  // namespace dragoman::text

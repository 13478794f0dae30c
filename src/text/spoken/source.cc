#include "text/spoken/source.h"

#include <algorithm>

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "text/utf32.h"

namespace dragoman::text::spoken {

namespace {

constexpr std::size_t kLongestWord = 40;

bool in_word(char32_t c) { return is_letter(c) || c == U'\'' || c == U'’'; }

UScriptCode script(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status);
}

}  // namespace

bool is_letter(char32_t c) {
  constexpr std::uint32_t kMask = U_GC_L_MASK | U_GC_M_MASK;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & kMask) != 0;
}

bool is_latin(char32_t c) { return script(c) == USCRIPT_LATIN; }

bool Source::letter(std::size_t i) const { return is_letter(at(i)); }

bool Source::capital(std::size_t i) const { return u_isupper(static_cast<UChar32>(at(i))) != 0; }

std::size_t Source::digits_end(std::size_t i) const {
  while (digit(i)) ++i;
  return i;
}

std::size_t Source::match(std::size_t i, std::string_view utf8) const {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  const auto length = static_cast<std::int32_t>(utf8.size());
  for (std::int32_t byte = 0; byte < length; ++i) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, byte, length, c);
    if (at(i) != static_cast<char32_t>(c)) return 0;
  }
  return i;
}

std::size_t Source::match_word(std::size_t i, std::string_view utf8) const {
  const auto end = match(i, utf8);
  if (end == 0 || !is_letter(at(end - 1))) return end;
  const bool goes_on =
      digit(end) || (is_letter(at(end)) && (script(at(end)) == script(at(end - 1)) ||
                                            script(at(end)) == USCRIPT_INHERITED));
  return goes_on ? 0 : end;
}

std::int64_t Source::value(std::size_t begin, std::size_t end) const {
  std::int64_t value = 0;
  for (auto i = begin; i < std::min(end, begin + 18); ++i) {
    value = 10 * value + static_cast<std::int64_t>(at(i) - U'0');
  }
  return value;
}

std::size_t Source::begin_of_word_before(std::size_t i) const {
  if (before(i) == U' ') --i;
  const auto end = i;
  while (i > 0 && end - i < kLongestWord && in_word(at(i - 1))) --i;
  return i;
}

std::string Source::word_before(std::size_t i) const {
  const auto begin = begin_of_word_before(i);
  return to_utf8(between(begin, before(i) == U' ' ? i - 1 : i));
}

std::string Source::letters_at(std::size_t i) const {
  auto end = i;
  while (end - i < kLongestWord && letter(end)) ++end;
  return to_utf8(between(i, end));
}

std::string Source::word_behind(std::size_t i) const {
  i = skip_space(i);
  auto end = i;
  while (end - i < kLongestWord && in_word(at(end))) ++end;
  return to_utf8(between(i, end));
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, word) != list.end();
}

bool ends_with_one_of(std::string_view word, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings, [&](std::string_view e) { return word.ends_with(e); });
}

std::string small_letters(std::string_view utf8) {
  std::string result;
  icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())})
      .toLower(icu::Locale::getRoot())
      .toUTF8String(result);
  return result;
}

std::string join(std::initializer_list<std::string_view> words) {
  std::string result;
  for (const auto word : words) {
    if (!result.empty() && !word.empty()) result += ' ';
    result += word;
  }
  return result;
}

}  // namespace dragoman::text::spoken

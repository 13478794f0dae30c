#include "text/letter_case.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "text/utf32.h"

namespace dragoman::text {

namespace {

icu::UnicodeString decode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string encode(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

icu::Locale locale(core::Language language) {
  return icu::Locale(std::string(core::code(language)).c_str());
}

}  // namespace

bool is_all_capitals(std::string_view sentence) {
  constexpr std::size_t kWords = 2;
  constexpr std::size_t kLetters = 6;
  std::size_t words = 0;
  std::size_t letters = 0;
  bool in_word = false;
  for (const auto point : to_utf32(sentence)) {
    const auto c = static_cast<UChar32>(point);
    if (u_isULowercase(c)) return false;
    const bool capital = u_isUUppercase(c);
    if (capital && !in_word) ++words;
    if (capital) ++letters;
    in_word = u_isUAlphabetic(c) || c == U'\'' || c == U'\u2019';
  }
  return words >= kWords && letters >= kLetters;
}

std::string in_sentence_case(std::string_view sentence, core::Language language) {
  auto small = decode(sentence);
  small.toLower(locale(language));
  std::int32_t first = 0;
  while (first < small.length() && !u_isUAlphabetic(small.char32At(first))) {
    first = small.moveIndex32(first, 1);
  }
  icu::UnicodeString head(small, 0, first);
  return encode(head) + capitalised(encode(icu::UnicodeString(small, first)), language);
}

std::string in_capitals(std::string_view text, core::Language language) {
  auto capitals = decode(text);
  capitals.toUpper(locale(language));
  return encode(capitals);
}

std::string in_small_letters(std::string_view text, core::Language language) {
  auto small = decode(text);
  small.toLower(locale(language));
  return encode(small);
}

std::string capitalised(std::string_view text, core::Language language) {
  auto unicode = decode(text);
  if (unicode.isEmpty()) return std::string(text);
  const auto first = unicode.moveIndex32(0, 1);
  icu::UnicodeString letter(unicode, 0, first);
  letter.toTitle(nullptr, locale(language));
  unicode.replace(0, first, letter);
  return encode(unicode);
}

std::string plain_form(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* decomposer = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return std::string(text);
  const auto unicode = decomposer->normalize(decode(text), status);
  if (U_FAILURE(status)) return std::string(text);
  std::string plain;
  for (std::int32_t at = 0; at < unicode.length(); at = unicode.moveIndex32(at, 1)) {
    const auto c = unicode.char32At(at);
    if (u_charType(c) == U_NON_SPACING_MARK &&
        ublock_getCode(c) == UBLOCK_COMBINING_DIACRITICAL_MARKS) {
      continue;
    }
    const auto type = u_charType(c);
    if (c == U'\u2018' || c == U'\u2019' || c == U'\u02BC') {
      plain += '\'';
    } else if (type == U_INITIAL_PUNCTUATION || type == U_FINAL_PUNCTUATION || c == U'\u201E') {
      plain += '"';
    } else {
      icu::UnicodeString(c).toUTF8String(plain);
    }
  }
  return plain;
}

bool is_punctuation(std::string_view text) {
  return std::ranges::all_of(to_utf32(text), [](char32_t point) {
    const auto c = static_cast<UChar32>(point);
    return u_ispunct(c) != 0 || u_isUWhiteSpace(c) != 0;
  });
}

bool begins_with_capital(std::string_view text) {
  for (const auto point : to_utf32(text)) {
    if (u_isUAlphabetic(static_cast<UChar32>(point))) {
      return u_isUUppercase(static_cast<UChar32>(point)) != 0;
    }
  }
  return false;
}

}  // namespace dragoman::text

#include "text/folded_text.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace dragoman::text {

namespace {

// One sign for those that writers use for one another.
char32_t unified(char32_t point) {
  constexpr std::u32string_view kApostrophes = U"\u2018\u2019\u02BC\u2032\u00B4`";
  constexpr std::u32string_view kHyphens = U"-\u2010\u2011\u2012\u2013\u2014\u2212";
  if (kApostrophes.find(point) != kApostrophes.npos) return U'\'';
  if (kHyphens.find(point) != kHyphens.npos || u_isUWhiteSpace(static_cast<UChar32>(point))) {
    return U' ';
  }
  const bool wide = point >= 0xFF01 && point <= 0xFF5E;
  return wide ? point - 0xFEE0 : point;
}

bool unseen(char32_t point) {
  return point == 0xAD || u_charType(static_cast<UChar32>(point)) == U_FORMAT_CHAR;
}

}  // namespace

FoldedText::FoldedText(std::string_view utf8, bool turkish) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* composer = icu::Normalizer2::getNFCInstance(status);
  const auto options = turkish ? U_FOLD_CASE_EXCLUDE_SPECIAL_I : U_FOLD_CASE_DEFAULT;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  const auto length = static_cast<std::int64_t>(utf8.size());
  for (std::int64_t at = 0; at < length;) {
    const auto begin = static_cast<std::size_t>(at);
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, length, c);
    if (unseen(static_cast<char32_t>(c))) continue;
    const auto point =
        static_cast<char32_t>(u_foldCase(static_cast<UChar32>(unified(static_cast<char32_t>(c))),
                                         static_cast<std::uint32_t>(options)));
    if (!points.empty()) {
      const auto both = U_SUCCESS(status)
                            ? composer->composePair(static_cast<UChar32>(points.back()),
                                                    static_cast<UChar32>(point))
                            : -1;
      if (both >= 0) points.back() = static_cast<char32_t>(both);
      if (both >= 0 || (point == U' ' && points.back() == U' ')) {
        ends.back() = static_cast<std::size_t>(at);
        continue;
      }
    }
    points += point;
    begins.push_back(begin);
    ends.push_back(static_cast<std::size_t>(at));
    capital.push_back(u_isUUppercase(c) != 0);
  }
}

WordClass word_class(char32_t point) {
  const auto c = static_cast<UChar32>(point);
  constexpr std::uint32_t kWordMask = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
  if ((U_GET_GC_MASK(c) & kWordMask) == 0) return WordClass::kNone;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return WordClass::kDense;
    case USCRIPT_HANGUL:
      return WordClass::kHangul;
    default:
      // The long mark of kana is common to two scripts.
      return c == 0x30FC ? WordClass::kDense : WordClass::kLetter;
  }
}

bool word_begins(char32_t before, char32_t first) {
  const auto a = word_class(before);
  return a == WordClass::kNone || a == WordClass::kDense || a != word_class(first);
}

bool word_ends(char32_t last, char32_t after) {
  const auto a = word_class(last);
  return a != WordClass::kLetter || word_class(after) != WordClass::kLetter;
}

}  // namespace dragoman::text

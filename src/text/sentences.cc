#include "text/sentences.h"

#include <algorithm>
#include <memory>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace dragoman::text {

namespace {

constexpr std::u32string_view kTerminals = U".!?…。！？｡؟۔।॥។";
constexpr std::u32string_view kClauseMarks = U",;:—–،؛、，；：";

std::string trimmed(const icu::UnicodeString& text, int32_t begin, int32_t end) {
  icu::UnicodeString piece(text, begin, end - begin);
  piece.trim();
  std::string utf8;
  piece.toUTF8String(utf8);
  return utf8;
}

icu::UnicodeString decode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

// "ss=standard" asks ICU to keep abbreviations of the language whole.
std::unique_ptr<icu::BreakIterator> sentence_iterator(core::Language language) {
  UErrorCode status = U_ZERO_ERROR;
  const auto name = std::string(core::code(language)) + "@ss=standard";
  std::unique_ptr<icu::BreakIterator> iterator(
      icu::BreakIterator::createSentenceInstance(icu::Locale(name.c_str()), status));
  return U_SUCCESS(status) ? std::move(iterator) : nullptr;
}

bool closes(UChar32 c) {
  const auto type = u_charType(c);
  return type == U_END_PUNCTUATION || type == U_FINAL_PUNCTUATION || c == U'"' || c == U'\'';
}

bool is_in(std::u32string_view set, UChar32 c) {
  return set.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
}

}  // namespace

std::vector<std::string> split_sentences(std::string_view text, core::Language language) {
  const auto unicode = decode(text);
  std::vector<std::string> sentences;
  const auto iterator = sentence_iterator(language);
  const auto add = [&](int32_t begin, int32_t end) {
    auto sentence = trimmed(unicode, begin, end);
    if (!sentence.empty()) sentences.push_back(std::move(sentence));
  };
  if (!iterator) {
    add(0, unicode.length());
    return sentences;
  }
  iterator->setText(unicode);
  auto begin = iterator->first();
  for (auto end = iterator->next(); end != icu::BreakIterator::DONE; end = iterator->next()) {
    add(begin, end);
    begin = end;
  }
  return sentences;
}

bool ends_sentence(std::string_view text) {
  const auto unicode = decode(text);
  auto at = unicode.length();
  while (at > 0) {
    at = unicode.moveIndex32(at, -1);
    const auto c = unicode.char32At(at);
    if (u_isUWhiteSpace(c) || closes(c)) continue;
    return is_in(kTerminals, c);
  }
  return false;
}

std::string_view sentence_separator(core::Language language) {
  return core::info(language).spaces_between_sentences ? " " : "";
}

std::string join_sentences(std::string_view left, std::string_view right, core::Language language) {
  std::string joined(left);
  if (!left.empty() && !right.empty()) joined += sentence_separator(language);
  joined += right;
  return joined;
}

std::vector<std::string> split_first_clause(std::string_view sentence, std::size_t min_chars) {
  const auto unicode = decode(sentence);
  const auto min = static_cast<int32_t>(min_chars);
  for (int32_t at = 0; at < unicode.length(); at = unicode.moveIndex32(at, 1)) {
    if (!is_in(kClauseMarks, unicode.char32At(at))) continue;
    const auto cut = unicode.moveIndex32(at, 1);
    // A mark inside a number (1,000 or 10:30) is no clause.
    if (cut < unicode.length() && u_isdigit(unicode.char32At(cut))) continue;
    if (unicode.countChar32(0, cut) < min) continue;
    if (unicode.countChar32(cut) < min) break;
    return {trimmed(unicode, 0, cut), trimmed(unicode, cut, unicode.length())};
  }
  return {std::string(sentence)};
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !U8_IS_TRAIL(static_cast<uint8_t>(c)); }));
}

}  // namespace dragoman::text

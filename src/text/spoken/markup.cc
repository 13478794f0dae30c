#include "text/spoken/markup.h"

#include <algorithm>
#include <array>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "text/spoken/source.h"
#include "text/utf32.h"

namespace dragoman::text::spoken {

namespace {

bool is_name_start(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_';
}

bool is_name(char32_t c) {
  return is_name_start(c) || (c >= U'0' && c <= U'9') || c == U':' || c == U'-' || c == U'.';
}

bool is_space(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r'; }

std::size_t skip_spaces(const Source& text, std::size_t at) {
  while (is_space(text.at(at))) ++at;
  return at;
}

std::size_t skip_name(const Source& text, std::size_t at) {
  while (is_name(text.at(at))) ++at;
  return at;
}

// Behind name="value" at `at`; 0 where there is none. A bracket opens in no value, which keeps a
// scan of many open tags short.
std::size_t skip_attribute(const Source& text, std::size_t at) {
  auto i = skip_name(text, at);
  if (i == at) return 0;
  i = skip_spaces(text, i);
  if (text.at(i) != U'=') return 0;
  i = skip_spaces(text, i + 1);
  const auto quote = text.at(i);
  if (quote != U'"' && quote != U'\'') return 0;
  for (++i; i < text.size() && text.at(i) != quote; ++i) {
    if (text.at(i) == U'<') return 0;
  }
  return i < text.size() ? i + 1 : 0;
}

// Behind the tag that begins at `at`; 0 where there is none.
std::size_t end_of_tag(const Source& text, std::size_t at) {
  auto i = at + 1;
  if (text.at(i) == U'/') ++i;
  if (!is_name_start(text.at(i))) return 0;
  i = skip_name(text, i);
  while (true) {
    i = skip_spaces(text, i);
    if (text.at(i) == U'>') return i + 1;
    if (text.at(i) == U'/' && text.at(i + 1) == U'>') return i + 2;
    i = skip_attribute(text, i);
    if (i == 0) return 0;
  }
}

// Behind the first `closing` after `at`; 0 where there is none, which `none` remembers.
std::size_t find_closing(std::u32string_view text, std::size_t at, std::u32string_view closing,
                         bool& none) {
  if (none) return 0;
  const auto found = text.find(closing, at);
  none = found == text.npos;
  return none ? 0 : found + closing.size();
}

struct Entity {
  std::string_view written;
  char32_t meant;
};
constexpr std::array kEntities{Entity{"&amp;", U'&'},   Entity{"&lt;", U'<'},
                               Entity{"&gt;", U'>'},    Entity{"&quot;", U'"'},
                               Entity{"&apos;", U'\''}, Entity{"&nbsp;", U' '}};

// Characters that stand for several, whose long form is meant.
bool is_composed_sign(char32_t c) {
  return (c >= 0x3371 && c <= 0x33DF) || c == U'℃' || c == U'℉' || (c >= 0x2160 && c <= 0x216B) ||
         (c >= 0x2460 && c <= 0x2473) || (c >= 0xFF10 && c <= 0xFF5A && is_letter(c)) ||
         std::u32string_view(U"％＋－／＝＠＆＃＄￥￡￦～").find(c) != std::u32string_view::npos;
}

bool is_emoji_selector(char32_t c) {
  return (c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3 || (c >= 0x1F3FB && c <= 0x1F3FF);
}

std::u32string compatible(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfkc = icu::Normalizer2::getNFKCInstance(status);
  if (U_FAILURE(status)) return {c};
  const auto text = nfkc->normalize(icu::UnicodeString(static_cast<UChar32>(c)), status);
  std::string utf8;
  text.toUTF8String(utf8);
  return U_FAILURE(status) ? std::u32string{c} : to_utf32(utf8);
}

}  // namespace

std::u32string without_markup(std::u32string_view text) {
  const Source source(text);
  std::u32string result;
  bool no_comment = false;
  bool no_instruction = false;
  bool no_declaration = false;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = 0;
    if (text[i] == U'<') {
      if (source.match(i, "<!--") != 0) {
        end = find_closing(text, i, U"-->", no_comment);
      } else if (source.at(i + 1) == U'?') {
        end = find_closing(text, i, U"?>", no_instruction);
      } else if (source.at(i + 1) == U'!' && is_name_start(source.at(i + 2))) {
        end = find_closing(text, i, U">", no_declaration);
      } else {
        end = end_of_tag(source, i);
      }
      if (end != 0 && !result.empty() && result.back() != U' ') result += U' ';
      if (end != 0 && source.at(end) == U' ') ++end;
    } else if (text[i] == U'&') {
      for (const auto& entity : kEntities) {
        if ((end = source.match(i, entity.written)) == 0) continue;
        result += entity.meant;
        break;
      }
    }
    if (end == 0) result += text[i];
    i = end == 0 ? i + 1 : end;
  }
  return result;
}

std::u32string in_plain_signs(std::u32string_view text) {
  std::u32string result;
  for (const auto c : text) {
    if (is_emoji_selector(c)) continue;
    if ((c == U'C' || c == U'F') && !result.empty() && result.back() == U'º') result.back() = U'°';
    const auto digit = u_charDigitValue(static_cast<UChar32>(c));
    if (digit >= 0 && u_isdigit(static_cast<UChar32>(c))) {
      result += static_cast<char32_t>(U'0' + digit);
    } else if (is_composed_sign(c)) {
      result += compatible(c);
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace dragoman::text::spoken

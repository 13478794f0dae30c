#include "text/tokens.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace dragoman::text {

namespace {

constexpr int kLettersPerToken = 4;

enum class Kind { kSpace, kWord, kAlone };

bool unspaced_script(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
      return true;
    default:
      return false;
  }
}

Kind kind_of(UChar32 c) {
  if (u_isUWhiteSpace(c)) return Kind::kSpace;
  if (unspaced_script(c)) return Kind::kAlone;
  const bool mark = (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
  return u_isalnum(c) || mark ? Kind::kWord : Kind::kAlone;
}

// Walks the text token by token; `stop(tokens so far, byte where the next token begins)` ends the
// walk by returning true.
template <class Stop>
std::int64_t walk(std::string_view text, Stop stop) {
  std::int64_t tokens = 0;
  int run = 0;  // code points in the token that is open
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    const auto begin = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, length, c);
    const auto kind = kind_of(c);
    if (kind == Kind::kSpace) {
      run = 0;
      continue;
    }
    const bool continues = kind == Kind::kWord && run > 0 && run < kLettersPerToken;
    if (!continues) {
      if (stop(tokens, static_cast<std::size_t>(begin))) return tokens;
      ++tokens;
      run = 0;
    }
    run = kind == Kind::kWord ? run + 1 : 0;
  }
  return tokens;
}

}  // namespace

std::int64_t count_tokens(std::string_view text) {
  return walk(text, [](std::int64_t, std::size_t) { return false; });
}

std::string_view first_tokens(std::string_view text, std::int64_t max_tokens) {
  std::size_t end = text.size();
  walk(text, [&](std::int64_t tokens, std::size_t begin) {
    if (tokens < max_tokens) return false;
    end = begin;
    return true;
  });
  return text.substr(0, end);
}

}  // namespace dragoman::text

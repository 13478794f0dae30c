#include "text/line_breaks.h"

#include <cstdint>
#include <memory>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

namespace dragoman::text {

namespace {

bool needs_dictionary(UChar32 c) {
  return c >= 0 && u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
}

bool holds_such_script(UText& text) {
  for (auto c = utext_next32From(&text, 0); c != U_SENTINEL; c = utext_next32(&text)) {
    if (needs_dictionary(c)) return true;
  }
  return false;
}

bool is_between(UText& text, int64_t at) {
  return needs_dictionary(utext_previous32From(&text, at)) &&
         needs_dictionary(utext_next32From(&text, at));
}

struct CloseText {
  void operator()(UText* text) const { utext_close(text); }
};

}  // namespace

std::vector<std::size_t> line_breaks(std::string_view text) {
  std::vector<std::size_t> breaks;
  if (text.size() > INT32_MAX) return breaks;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UText, CloseText> utf8(
      utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status));
  if (U_FAILURE(status) || !holds_such_script(*utf8)) return breaks;
  const std::unique_ptr<icu::BreakIterator> lines(
      icu::BreakIterator::createLineInstance(icu::Locale("th"), status));
  if (U_FAILURE(status)) return breaks;
  lines->setText(utf8.get(), status);
  if (U_FAILURE(status)) return breaks;
  for (auto at = lines->next(); at != icu::BreakIterator::DONE; at = lines->next()) {
    if (is_between(*utf8, at)) breaks.push_back(static_cast<std::size_t>(at));
  }
  return breaks;
}

}  // namespace dragoman::text

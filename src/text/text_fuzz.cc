// Texts that strangers have spoken: the first byte chooses the language, the rest is the text.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "core/language.h"
#include "text/line_breaks.h"
#include "text/speakable.h"
#include "text/spoken_form.h"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman;  // the subject of this file
  if (size == 0) return 0;
  const auto language = static_cast<core::Language>(data[0] % core::kLanguageCount);
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);

  const auto speakable = text::speakable_text(text);
  must(base::is_valid_utf8(speakable));
  must(text::speakable_text(speakable) == speakable);
  must(base::is_valid_utf8(text::spoken_form(language, speakable)));
  must(base::is_valid_utf8(text::spoken_form(language, text)));  // any other bytes do no harm
  std::size_t last = 0;
  for (const auto at : text::line_breaks(text)) {
    must(at > last && at < text.size());
    last = at;
  }
  return 0;
}

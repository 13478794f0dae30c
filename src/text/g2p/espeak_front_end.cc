#include "text/g2p/espeak_front_end.h"

#include <algorithm>
#include <string>
#include <utility>

#include <unicode/uscript.h>

#include "text/g2p/acronyms.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

// eSpeak NG's name for the accent.
std::string espeak_voice(Accent accent) {
  switch (accent) {
    case Accent::kAmerican:
      return "en-us";
    case Accent::kBritish:
      return "en";
    case Accent::kSpanish:
      return "es";
    case Accent::kFrench:
      return "fr";
    case Accent::kHindi:
      return "hi";
    case Accent::kItalian:
      return "it";
    case Accent::kBrazilian:
      return "pt-br";
    case Accent::kGerman:
      return "de";
    case Accent::kRussian:
      return "ru";
  }
  return {};
}

UScriptCode own_script(Accent accent) {
  if (accent == Accent::kRussian) return USCRIPT_CYRILLIC;
  return accent == Accent::kHindi ? USCRIPT_DEVANAGARI : USCRIPT_LATIN;
}

// What else it would name letter by letter ("Japanese letter, Japanese letter"). Greek letters
// stand for themselves in any language.
bool can_read(Accent accent, char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  const auto script = uscript_getScript(static_cast<UChar32>(c), &error);
  return script == own_script(accent) || script == USCRIPT_LATIN || script == USCRIPT_GREEK ||
         script == USCRIPT_COMMON || script == USCRIPT_INHERITED;
}

// Romance languages read more acronyms as words than English does.
std::u32string with_acronyms_spelled(Accent accent, std::u32string_view words) {
  switch (accent) {
    case Accent::kAmerican:
    case Accent::kBritish:
    case Accent::kGerman:
      return spell_out_acronyms(words, U'.');
    case Accent::kRussian:
    case Accent::kHindi:
      return spell_out_acronyms(words, U' ');
    default:
      return std::u32string(words);
  }
}

class EspeakFrontEnd final : public FrontEnd {
 public:
  EspeakFrontEnd(std::shared_ptr<const Espeak> espeak, Accent accent)
      : espeak_(std::move(espeak)), accent_(accent) {}

  base::Result<std::u32string> phonemes(std::string_view words) const override {
    auto readable = with_acronyms_spelled(accent_, to_utf32(words));
    std::ranges::replace_if(
        readable, [&](char32_t c) { return !can_read(accent_, c); }, U' ');
    const auto ipa = espeak_->phonemes(espeak_voice(accent_), to_utf8(readable));
    if (!ipa) return ipa.error();
    return to_model_alphabet(accent_, to_utf32(*ipa));
  }

 private:
  const std::shared_ptr<const Espeak> espeak_;
  const Accent accent_;
};

}  // namespace

std::unique_ptr<FrontEnd> make_espeak_front_end(std::shared_ptr<const Espeak> espeak,
                                                Accent accent) {
  return std::make_unique<EspeakFrontEnd>(std::move(espeak), accent);
}

}  // namespace dragoman::text

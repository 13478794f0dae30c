#include "text/g2p/espeak_front_end.h"

#include <string>
#include <utility>

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

class EspeakFrontEnd final : public FrontEnd {
 public:
  EspeakFrontEnd(std::shared_ptr<const Espeak> espeak, Accent accent)
      : espeak_(std::move(espeak)), accent_(accent) {}

  base::Result<std::u32string> phonemes(std::string_view words) const override {
    const auto ipa = espeak_->phonemes(espeak_voice(accent_), words);
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

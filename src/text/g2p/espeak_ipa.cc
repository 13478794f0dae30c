#include "text/g2p/espeak_ipa.h"

#include <string_view>
#include <utility>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "text/utf32.h"

namespace dragoman::text {

namespace {

constexpr char32_t kTie = U'\u0361';

std::string decomposed(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFDInstance(status);
  std::string utf8;
  if (U_SUCCESS(status)) normalizer->normalize(text, status).toUTF8String(utf8);
  return utf8;
}

icu::UnicodeString unicode(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

// Flags stand in round brackets, which eSpeak NG writes for nothing else.
std::u32string without_flags_and_ties(std::u32string_view ipa) {
  std::u32string phonemes;
  bool in_flag = false;
  for (const auto point : ipa) {
    if (point == U'(') in_flag = true;
    if (!in_flag && point != kTie) phonemes += point;
    if (point == U')') in_flag = false;
  }
  return phonemes;
}

class EspeakIpa final : public FrontEnd {
 public:
  EspeakIpa(std::shared_ptr<const Espeak> espeak, std::string voice)
      : espeak_(std::move(espeak)), voice_(std::move(voice)) {}

  base::Result<std::u32string> phonemes(std::string_view words) const override {
    const auto ipa = espeak_->phonemes(voice_, words);
    if (!ipa) return ipa.error();
    return without_flags_and_ties(to_utf32(decomposed(unicode(*ipa))));
  }

 private:
  const std::shared_ptr<const Espeak> espeak_;
  const std::string voice_;
};

class LetterReader final : public FrontEnd {
 public:
  base::Result<std::u32string> phonemes(std::string_view words) const override {
    auto text = unicode(words);
    return to_utf32(decomposed(text.toLower(icu::Locale::getRoot())));
  }
};

}  // namespace

std::unique_ptr<FrontEnd> make_espeak_ipa(std::shared_ptr<const Espeak> espeak,
                                          std::string espeak_voice) {
  return std::make_unique<EspeakIpa>(std::move(espeak), std::move(espeak_voice));
}

std::unique_ptr<FrontEnd> make_letter_reader() { return std::make_unique<LetterReader>(); }

}  // namespace dragoman::text

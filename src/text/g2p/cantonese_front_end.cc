#include "text/g2p/cantonese_front_end.h"

#include <utility>

#include "text/g2p/cantonese_ipa.h"
#include "text/g2p/cantonese_words.h"
#include "text/g2p/han_lexicon.h"
#include "text/g2p/han_spelling.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

class CantoneseFrontEnd final : public FrontEnd {
 public:
  explicit CantoneseFrontEnd(HanLexicon lexicon) : lexicon_(std::move(lexicon)) {}

  base::Result<std::u32string> phonemes(std::string_view words) const override {
    std::u32string phonemes;
    const auto text = spelt_as_in(lexicon_, core::ChineseScript::kTraditional, to_utf32(words));
    for (const auto run : han_runs(text)) {
      for (const auto& word : cantonese_words(lexicon_, run)) {
        std::u32string ipa;
        for (const auto& syllable : word) ipa += cantonese_ipa(syllable);
        if (!phonemes.empty() && !ipa.empty()) phonemes += U' ';
        phonemes += ipa;
      }
    }
    return phonemes;
  }

 private:
  HanLexicon lexicon_;
};

}  // namespace

base::Result<std::unique_ptr<FrontEnd>> open_cantonese_front_end(const std::string& dir) {
  auto lexicon = HanLexicon::open(dir + "/cantonese.lex");
  if (!lexicon) return lexicon.error();
  return std::unique_ptr<FrontEnd>(std::make_unique<CantoneseFrontEnd>(*std::move(lexicon)));
}

}  // namespace dragoman::text

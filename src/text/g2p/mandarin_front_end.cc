#include "text/g2p/mandarin_front_end.h"

#include <utility>
#include <vector>

#include "text/g2p/han_lexicon.h"
#include "text/g2p/han_spelling.h"
#include "text/g2p/mandarin_ipa.h"
#include "text/g2p/mandarin_pinyin.h"
#include "text/g2p/mandarin_sandhi.h"
#include "text/g2p/mandarin_words.h"
#include "text/utf32.h"

namespace dragoman::text {

namespace {

class MandarinFrontEnd final : public FrontEnd {
 public:
  explicit MandarinFrontEnd(HanLexicon lexicon) : lexicon_(std::move(lexicon)) {}

  base::Result<std::u32string> phonemes(std::string_view words) const override {
    std::u32string phonemes;
    const auto text = spelt_as_in(lexicon_, core::ChineseScript::kSimplified, to_utf32(words));
    for (const auto run : han_runs(text)) read_run(run, phonemes);
    return phonemes;
  }

 private:
  void read_run(std::u32string_view run, std::u32string& phonemes) const {
    const auto words = mandarin_words(lexicon_, run);
    std::vector<Syllable> syllables;
    for (const auto& word : words) {
      const auto pinyin = mandarin_pinyin(lexicon_, word.text);
      syllables.insert(syllables.end(), pinyin.begin(), pinyin.end());
    }
    apply_mandarin_sandhi(lexicon_, words, syllables);
    std::size_t at = 0;
    for (const auto& word : words) {
      std::u32string ipa;
      for (const auto end = at + word.text.size(); at < end; ++at)
        ipa += mandarin_ipa(syllables[at]);
      if (!phonemes.empty() && !ipa.empty()) phonemes += U' ';
      phonemes += ipa;
    }
  }

  HanLexicon lexicon_;
};

}  // namespace

base::Result<std::unique_ptr<FrontEnd>> open_mandarin_front_end(const std::string& dir) {
  auto lexicon = HanLexicon::open(dir + "/mandarin.lex");
  if (!lexicon) return lexicon.error();
  return std::unique_ptr<FrontEnd>(std::make_unique<MandarinFrontEnd>(*std::move(lexicon)));
}

}  // namespace dragoman::text

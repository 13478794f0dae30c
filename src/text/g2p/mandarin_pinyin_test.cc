#include "text/g2p/mandarin_pinyin.h"

#include <gmock/gmock.h>

#include "text/g2p/testing/tiny_lexicon.h"

namespace dragoman::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

HanLexicon banks() {
  return TinyLexicon()
      .add(U"行", 1, {{"xing", 2}})
      .add(U"长", 1, {{"chang", 2}})
      .add(U"银", 1, {{"yin", 2}})
      .add(U"银行", 1, {{"yin", 2}, {"hang", 2}})
      .add(U"行长", 1, {{"hang", 2}, {"zhang", 3}})
      .add(U"地", 1, {{"di", 4}})
      .add(U"银行长大", 1)
      .lexicon();
}

TEST(MandarinPinyin, PhrasesDecideBetweenReadings) {
  const auto lexicon = banks();
  EXPECT_THAT(mandarin_pinyin(lexicon, U"银行"),
              ElementsAre(Syllable{"yin", 2}, Syllable{"hang", 2}));
  EXPECT_THAT(mandarin_pinyin(lexicon, U"行"), ElementsAre(Syllable{"xing", 2}));
}

TEST(MandarinPinyin, TakesTheLongestPhraseFromTheLeft) {
  EXPECT_THAT(mandarin_pinyin(banks(), U"银行长"),
              ElementsAre(Syllable{"yin", 2}, Syllable{"hang", 2}, Syllable{"chang", 2}));
}

TEST(MandarinPinyin, UnknownLettersAreSilent) {
  EXPECT_THAT(mandarin_pinyin(banks(), U"行龘大"),
              ElementsAre(Syllable{"xing", 2}, Syllable{}, Syllable{}));
  EXPECT_THAT(mandarin_pinyin(banks(), U""), IsEmpty());
}

TEST(MandarinPinyin, KnowsTheParticleByItsLoneliness) {
  EXPECT_THAT(mandarin_pinyin(banks(), U"地"), ElementsAre(Syllable{"de", 5}));
  EXPECT_THAT(mandarin_pinyin(banks(), U"行地"),
              ElementsAre(Syllable{"xing", 2}, Syllable{"di", 4}));
}

}  // namespace
}  // namespace dragoman::text

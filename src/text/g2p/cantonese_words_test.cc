#include "text/g2p/cantonese_words.h"

#include <gmock/gmock.h>

#include "text/g2p/testing/tiny_lexicon.h"

namespace dragoman::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

HanLexicon hong_kong() {
  return TinyLexicon()
      .add(U"香", 1, {{"hoeng", 1}})
      .add(U"港", 1, {{"gong", 2}})
      .add(U"人", 1, {{"jan", 4}})
      .add(U"香港", 1, {{"hoeng", 1}, {"gong", 2}})
      .add(U"港人", 1, {{"gong", 2}, {"jan", 4}})
      .add(U"行", 1, {{"hang", 4}})
      .add(U"銀行", 1, {{"ngan", 4}, {"hong", 4}})
      .lexicon();
}

TEST(CantoneseWords, TakesFewAndLongWords) {
  EXPECT_THAT(cantonese_words(hong_kong(), U"香港人行"),
              ElementsAre(ElementsAre(Syllable{"hoeng", 1}, Syllable{"gong", 2}),
                          ElementsAre(Syllable{"jan", 4}), ElementsAre(Syllable{"hang", 4})));
}

TEST(CantoneseWords, WordsDecideBetweenReadings) {
  EXPECT_THAT(cantonese_words(hong_kong(), U"銀行"),
              ElementsAre(ElementsAre(Syllable{"ngan", 4}, Syllable{"hong", 4})));
}

TEST(CantoneseWords, UnknownLettersAreSilent) {
  EXPECT_THAT(cantonese_words(hong_kong(), U"龘人銀"),
              ElementsAre(ElementsAre(Syllable{}), ElementsAre(Syllable{"jan", 4}),
                          ElementsAre(Syllable{})));
  EXPECT_THAT(cantonese_words(hong_kong(), U""), IsEmpty());
}

}  // namespace
}  // namespace dragoman::text

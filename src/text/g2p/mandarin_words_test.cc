#include "text/g2p/mandarin_words.h"

#include <gmock/gmock.h>

#include "text/g2p/testing/tiny_lexicon.h"
#include "text/utf32.h"

namespace dragoman::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> cut(const HanLexicon& lexicon, std::u32string_view text) {
  std::vector<std::string> words;
  for (const auto& word : mandarin_words(lexicon, text)) words.push_back(to_utf8(word.text));
  return words;
}

TEST(MandarinWords, TakesTheLikeliestWay) {
  const auto lexicon = TinyLexicon()
                           .add(U"研究", 500)
                           .add(U"研究生", 20)
                           .add(U"生命", 400)
                           .add(U"命", 30)
                           .add(U"起源", 100)
                           .lexicon();
  EXPECT_THAT(cut(lexicon, U"研究生命起源"), ElementsAre("研究", "生命", "起源"));
  EXPECT_THAT(cut(lexicon, U"研究生"), ElementsAre("研究生"));
  EXPECT_THAT(cut(lexicon, U""), IsEmpty());
}

TEST(MandarinWords, GivesTheClassOfAWord) {
  const auto lexicon = TinyLexicon().add(U"研究", 5, {}, WordClass::kVerb).lexicon();
  EXPECT_THAT(mandarin_words(lexicon, U"研究"), ElementsAre(HanWord{U"研究", WordClass::kVerb}));
}

TEST(MandarinWords, CutsNewWordsByTheirLetters) {
  // 杭研 is in no dictionary, but 杭 begins words and 研 ends them; 来 is one by itself.
  const auto lexicon = TinyLexicon()
                           .add(U"大厦", 50)
                           .emits(U'杭', {-1000, -5000, -9000, -9000})
                           .emits(U'研', {-9000, -5000, -1000, -9000})
                           .emits(U'来', {-9000, -9000, -9000, -1000})
                           .lexicon();
  EXPECT_THAT(cut(lexicon, U"来杭研大厦"), ElementsAre("来", "杭研", "大厦"));
}

TEST(MandarinWords, LeavesUnknownLettersAlone) {
  const auto lexicon = TinyLexicon().add(U"大厦", 50).lexicon();
  EXPECT_THAT(cut(lexicon, U"龘大厦龘"), ElementsAre("龘", "大厦", "龘"));
}

TEST(MandarinWords, SplitsAWordAtItsShortestPart) {
  const auto lexicon =
      TinyLexicon().add(U"蒙古包", 5).add(U"蒙古", 50).add(U"纸老虎", 5).add(U"老虎", 50).lexicon();
  EXPECT_EQ(mandarin_split(lexicon, U"蒙古包"), 2U);
  EXPECT_EQ(mandarin_split(lexicon, U"纸老虎"), 1U);
  EXPECT_EQ(mandarin_split(lexicon, U"老虎"), 2U);
}

}  // namespace
}  // namespace dragoman::text

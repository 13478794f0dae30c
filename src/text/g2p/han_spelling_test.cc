#include "text/g2p/han_spelling.h"

#include <gmock/gmock.h>

#include "text/g2p/testing/tiny_lexicon.h"
#include "text/utf32.h"

namespace dragoman::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string simplified(std::u32string_view text) {
  static const auto lexicon = TinyLexicon().add(U"显著", 5).add(U"乾隆", 5).lexicon();
  return to_utf8(spelt_as_in(lexicon, core::ChineseScript::kSimplified, text));
}

TEST(HanSpelling, ChangesTheScript) {
  EXPECT_EQ(simplified(U"頭髮發現"), "头发发现");
  EXPECT_EQ(simplified(U"看著"), "看着");
  EXPECT_EQ(simplified(U"头发"), "头发");
  EXPECT_EQ(simplified(U""), "");
}

TEST(HanSpelling, LeavesTheWordsOfTheLexicon) {
  EXPECT_EQ(simplified(U"显著"), "显著");
  EXPECT_EQ(simplified(U"乾隆頭髮"), "乾隆头发");
}

TEST(HanSpelling, RunsAreOfChineseCharactersAlone) {
  EXPECT_THAT(han_runs(U"二〇二六 年, abc中"), ElementsAre(U"二〇二六", U"年", U"中"));
  EXPECT_THAT(han_runs(U"abc ひ 한"), IsEmpty());
  EXPECT_THAT(han_runs(U""), IsEmpty());
}

}  // namespace
}  // namespace dragoman::text

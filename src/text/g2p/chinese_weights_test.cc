// The Chinese front ends on their installed lexicons.
#include <gtest/gtest.h>

#include "core/installed_models_test.h"
#include "text/g2p/cantonese_front_end.h"
#include "text/g2p/mandarin_front_end.h"
#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string read(const FrontEnd& front_end, std::string_view text) {
  const auto phonemes = front_end.phonemes(text);
  EXPECT_TRUE(phonemes.ok());
  return phonemes.ok() ? to_utf8(*phonemes) : "";
}

std::string mandarin(std::string_view text) {
  static const auto opened = open_mandarin_front_end(core::installed_model("g2p-mandarin"));
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  return opened.ok() ? read(**opened, text) : "";
}

std::string cantonese(std::string_view text) {
  static const auto opened = open_cantonese_front_end(core::installed_model("g2p-cantonese"));
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  return opened.ok() ? read(**opened, text) : "";
}

TEST(MandarinWeights, WordsDecideHowCharactersAreRead) {
  EXPECT_EQ(mandarin("音乐和快乐"), "i→nɥe↘ xɤ↗ kʰwai↘lɤ↘");
  EXPECT_EQ(mandarin("重庆的重量"), "ꭧʰʊ↗ŋʨʰi↘ŋ tɤ ꭧʊ↘ŋlja↘ŋ");
  EXPECT_EQ(mandarin("这些东西便宜吗"), "ꭧɤ↘ɕje→ tʊ→ŋɕi pʰjɛ↗ni ma");
  EXPECT_EQ(mandarin("看似布什"), "kʰa↘nsɨ↘ pu↘ʂɨ↗");
}

TEST(MandarinWeights, TonesAreThoseOfSpeech) {
  EXPECT_EQ(mandarin("你好吗"), "ni↗xau↓ ma");
  EXPECT_EQ(mandarin("我们不是一起来的"), "wo↓mən pu↗ʂɨ↘ i↘ ʨʰi↓lai tɤ");
  EXPECT_EQ(mandarin("他买了一百本书"), "tʰa→ mai↓ lɤ i↘pai↓ pə↓nʂu→");
  EXPECT_EQ(mandarin("二〇二六年一月一日"), "ɚ↘ li↗ŋ ɚ↘ ljou↘njɛ↗n i→ɥe↘ i→ɻɨ↘");
  EXPECT_EQ(mandarin("银行行长"), "i↗nxa↗ŋxa↗ŋꭧa↓ŋ");
}

TEST(MandarinWeights, ReadsTraditionalText) {
  EXPECT_EQ(mandarin("統一乾隆皇帝的頭髮"), mandarin("统一乾隆皇帝的头发"));
  EXPECT_EQ(mandarin("看著顯著的後果"), mandarin("看着显著的后果"));
  EXPECT_EQ(mandarin("乾隆"), "ʨʰjɛ↗nlʊ↗ŋ");
}

TEST(MandarinWeights, PassesOverWhatItCannotRead) {
  EXPECT_EQ(mandarin("我 ひ 😀 是"), "wo↓ ʂɨ↘");
  EXPECT_EQ(mandarin("ひらがな \u200F\u0007"), "");
  EXPECT_EQ(mandarin(""), "");
  EXPECT_EQ(mandarin("\xFF\xFE"), "");
}

TEST(MandarinWeights, ReadsALongRun) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "好";
  EXPECT_GT(mandarin(text).size(), 40'000U);
}

TEST(CantoneseWeights, ReadsByWords) {
  EXPECT_EQ(cantonese("香港人鍾意飲茶"), "xœ→ŋkɔ↗ŋjɐ↓n ʦu→ŋji jɐ↗mʦʰa↓");
  EXPECT_EQ(cantonese("我哋去銀行"), "ŋɔ↗tei xøy ŋɐ↓nxɔ↓ŋ");
  EXPECT_EQ(cantonese("唔該"), "m↓kɔi→");
}

TEST(CantoneseWeights, ReadsSimplifiedText) {
  EXPECT_EQ(cantonese("头发发现"), cantonese("頭髮發現"));
}

TEST(CantoneseWeights, PassesOverWhatItCannotRead) {
  EXPECT_EQ(cantonese("😀唔該 ひ"), "m↓kɔi→");
  EXPECT_EQ(cantonese(""), "");
}

TEST(ChineseWeights, AMissingLexiconIsSaid) {
  EXPECT_EQ(open_mandarin_front_end("/nowhere").error().kind, base::ErrorKind::kModelMissing);
  EXPECT_EQ(open_cantonese_front_end("/nowhere").error().kind, base::ErrorKind::kModelMissing);
}

}  // namespace
}  // namespace dragoman::text

#include "text/g2p/mandarin_sandhi.h"

#include <initializer_list>

#include <gtest/gtest.h>

#include "text/g2p/mandarin_pinyin.h"
#include "text/g2p/testing/tiny_lexicon.h"

namespace dragoman::text {
namespace {

using C = WordClass;

const HanLexicon& lexicon() {
  static const auto made = [] {
    TinyLexicon tiny;
    for (const auto& [letter, sound, tone] :
         std::initializer_list<std::tuple<char32_t, const char*, int>>{
             {U'不', "bu", 4},    {U'一', "yi", 1},   {U'第', "di", 4},   {U'怕', "pa", 4},
             {U'看', "kan", 4},   {U'懂', "dong", 3}, {U'天', "tian", 1}, {U'段', "duan", 4},
             {U'年', "nian", 2},  {U'九', "jiu", 3},  {U'五', "wu", 3},   {U'百', "bai", 3},
             {U'月', "yue", 4},   {U'你', "ni", 3},   {U'好', "hao", 3},  {U'纸', "zhi", 3},
             {U'老', "lao", 3},   {U'虎', "hu", 3},   {U'蒙', "meng", 3}, {U'古', "gu", 3},
             {U'礼', "li", 3},    {U'朋', "peng", 2}, {U'友', "you", 3},  {U'妈', "ma", 1},
             {U'桌', "zhuo", 1},  {U'子', "zi", 3},   {U'草', "cao", 3},  {U'目', "mu", 4},
             {U'的', "de", 5},    {U'三', "san", 1},  {U'个', "ge", 4},   {U'花', "hua", 1},
             {U'儿', "er", 2},    {U'女', "nv", 3},   {U'是', "shi", 4},  {U'并', "bing", 4},
             {U'想', "xiang", 3}, {U'回', "hui", 2},  {U'来', "lai", 2},  {U'桥', "qiao", 2},
             {U'上', "shang", 4}, {U'了', "liao", 3}, {U'吧', "ba", 1},   {U'地', "di", 4},
             {U'男', "nan", 2},   {U'喜', "xi", 3},   {U'欢', "huan", 1}, {U'小', "xiao", 3},
             {U'统', "tong", 3},  {U'过', "guo", 4}}) {
      tiny.add(std::u32string(1, letter), 10, {{sound, tone}});
    }
    tiny.add(U"老虎", 50).add(U"蒙古", 50).add(U"喜欢", 50, {}, C::kVerb);
    tiny.add(U"朋友", 50, {}, C::kNoun, kNeutralEnd);
    tiny.add(U"男子", 50, {}, C::kNoun, kNeverNeutral);
    tiny.add(U"女儿", 50, {}, C::kNoun, kFullEr);
    return tiny.lexicon();
  }();
  return made;
}

// The tones of the words' syllables, "24".
std::string tones(const std::vector<HanWord>& words) {
  std::vector<Syllable> syllables;
  for (const auto& word : words) {
    for (const auto& syllable : mandarin_pinyin(lexicon(), word.text))
      syllables.push_back(syllable);
  }
  apply_mandarin_sandhi(lexicon(), words, syllables);
  std::string result;
  for (const auto& syllable : syllables) result += std::to_string(syllable.tone);
  return result;
}

TEST(MandarinSandhi, BuRisesBeforeAFallingTone) {
  EXPECT_EQ(tones({{U"不"}, {U"怕", C::kVerb}}), "24");
  EXPECT_EQ(tones({{U"不"}, {U"好", C::kAdjective}}), "43");
  EXPECT_EQ(tones({{U"并不"}, {U"是", C::kVerb}}), "424");
  EXPECT_EQ(tones({{U"看不懂"}}), "453");
  EXPECT_EQ(tones({{U"不"}}), "4");
}

TEST(MandarinSandhi, YiChangesBeforeWhatItCounts) {
  EXPECT_EQ(tones({{U"一"}, {U"天", C::kNoun}}), "41");
  EXPECT_EQ(tones({{U"一"}, {U"段", C::kNoun}}), "24");
  EXPECT_EQ(tones({{U"一百"}}), "43");
  EXPECT_EQ(tones({{U"一个"}}), "25");
}

TEST(MandarinSandhi, YiKeepsItsToneWhereItIsAName) {
  EXPECT_EQ(tones({{U"一九九五"}, {U"年"}}), "13232");
  EXPECT_EQ(tones({{U"第一"}, {U"天", C::kNoun}}), "411");
  EXPECT_EQ(tones({{U"一月"}}), "14");
  EXPECT_EQ(tones({{U"统一"}}), "31");
}

TEST(MandarinSandhi, TryingIsUnstressedInTheMiddle) {
  EXPECT_EQ(tones({{U"想", C::kVerb}, {U"一"}, {U"想", C::kVerb}}), "353");
}

TEST(MandarinSandhi, ThirdTonesRiseBeforeEachOther) {
  EXPECT_EQ(tones({{U"你好"}}), "23");
  EXPECT_EQ(tones({{U"纸老虎"}}), "323");
  EXPECT_EQ(tones({{U"蒙古礼"}}), "223");
  EXPECT_EQ(tones({{U"你", C::kPronoun}, {U"好", C::kAdjective}}), "23");
  EXPECT_EQ(tones({{U"好", C::kAdjective}, {U"喜欢", C::kVerb}}), "231");
  EXPECT_EQ(tones({{U"老虎"}, {U"老虎"}}), "2323");
}

TEST(MandarinSandhi, CommonWordsAndSuffixesEndNeutral) {
  EXPECT_EQ(tones({{U"朋友", C::kNoun}}), "25");
  EXPECT_EQ(tones({{U"小朋友", C::kNoun}}), "325");
  EXPECT_EQ(tones({{U"妈妈", C::kNoun}}), "15");
  EXPECT_EQ(tones({{U"桌子", C::kNoun}}), "15");
  EXPECT_EQ(tones({{U"男子", C::kNoun}}), "23");
  EXPECT_EQ(tones({{U"三个"}}), "15");
  EXPECT_EQ(tones({{U"桥上", C::kPlace}}), "25");
  EXPECT_EQ(tones({{U"回来", C::kVerb}}), "25");
  EXPECT_EQ(tones({{U"了", C::kAspect}}), "5");
  EXPECT_EQ(tones({{U"过", C::kAspect}}), "4");
  EXPECT_EQ(tones({{U"看", C::kVerb}, {U"过", C::kAspect}}), "45");
  EXPECT_EQ(tones({{U"吧"}}), "5");
}

TEST(MandarinSandhi, NounsInDiAndTiAreNoParticles) {
  EXPECT_EQ(tones({{U"草地", C::kNoun}}), "34");
  EXPECT_EQ(tones({{U"地"}}), "5");
}

TEST(MandarinSandhi, ErIsUnstressedWhereItIsNoChild) {
  EXPECT_EQ(tones({{U"花"}, {U"儿"}}), "15");
  EXPECT_EQ(tones({{U"女儿", C::kNoun}}), "32");
}

TEST(MandarinSandhi, WhatNobodyCanReadStaysSo) {
  EXPECT_EQ(tones({{U"龘龘"}, {U"不"}, {U"龘"}}), "0040");
  EXPECT_EQ(tones({}), "");
}

}  // namespace
}  // namespace dragoman::text

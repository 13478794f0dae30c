#include "text/chinese_script.h"

#include <gtest/gtest.h>

namespace dragoman::text {
namespace {

using core::ChineseScript;

struct Pair {
  const char* simplified;
  const char* traditional;
};

// One simplified character for several traditional ones: the words decide.
constexpr Pair kPairs[] = {{"头发", "頭髮"}, {"发现", "發現"}, {"皇后", "皇后"}, {"后来", "後來"},
                           {"干净", "乾淨"}, {"干部", "幹部"}, {"乾坤", "乾坤"}, {"里面", "裡面"},
                           {"公里", "公里"}, {"面条", "麵條"}, {"面子", "面子"}, {"复杂", "複雜"},
                           {"恢复", "恢復"}, {"一只", "一隻"}, {"只有", "只有"}, {"理发", "理髮"},
                           {"几乎", "幾乎"}, {"茶几", "茶几"}, {"历史", "歷史"}, {"制造", "製造"},
                           {"制度", "制度"}, {"云彩", "雲彩"}, {"松树", "松樹"}, {"放松", "放鬆"},
                           {"准备", "準備"}, {"批准", "批准"}};

TEST(ChineseScript, WordsDecideWhereOneCharacterStandsForSeveral) {
  for (const auto& [simplified, traditional] : kPairs) {
    EXPECT_EQ(in_chinese_script(simplified, ChineseScript::kTraditional), traditional);
    EXPECT_EQ(in_chinese_script(traditional, ChineseScript::kSimplified), simplified);
  }
}

TEST(ChineseScript, WhatIsInTheScriptAlreadyStays) {
  for (const auto& [simplified, traditional] : kPairs) {
    EXPECT_EQ(in_chinese_script(simplified, ChineseScript::kSimplified), simplified);
    EXPECT_EQ(in_chinese_script(traditional, ChineseScript::kTraditional), traditional);
  }
}

TEST(ChineseScript, MixedTextComesOutInOne) {
  EXPECT_EQ(in_chinese_script("我的頭发，ABC 123", ChineseScript::kSimplified),
            "我的头发，ABC 123");
  EXPECT_EQ(in_chinese_script("", ChineseScript::kTraditional), "");
  EXPECT_EQ(in_chinese_script("a\xff", ChineseScript::kTraditional), "a\xEF\xBF\xBD");
}

}  // namespace
}  // namespace dragoman::text

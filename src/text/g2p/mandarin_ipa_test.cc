#include "text/g2p/mandarin_ipa.h"

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string ipa(std::string_view sound, int tone) { return to_utf8(mandarin_ipa({sound, tone})); }

TEST(MandarinIpa, PutsTheToneAfterTheVowel) {
  EXPECT_EQ(ipa("ma", 1), "ma→");
  EXPECT_EQ(ipa("ma", 2), "ma↗");
  EXPECT_EQ(ipa("ma", 3), "ma↓");
  EXPECT_EQ(ipa("ma", 4), "ma↘");
  EXPECT_EQ(ipa("ma", 5), "ma");
  EXPECT_EQ(ipa("zhuang", 1), "ꭧwa→ŋ");
  EXPECT_EQ(ipa("liao", 3), "ljau↓");
}

// What misaki 0.9.4 writes.
TEST(MandarinIpa, WritesWhatTheModelWasTrainedOn) {
  EXPECT_EQ(ipa("zhi", 1), "ꭧɨ→");
  EXPECT_EQ(ipa("ri", 4), "ɻɨ↘");
  EXPECT_EQ(ipa("si", 4), "sɨ↘");
  EXPECT_EQ(ipa("ji", 4), "ʨi↘");
  EXPECT_EQ(ipa("qu", 4), "ʨʰy↘");
  EXPECT_EQ(ipa("juan", 4), "ʨɥɛ↘n");
  EXPECT_EQ(ipa("xue", 2), "ɕɥe↗");
  EXPECT_EQ(ipa("jun", 1), "ʨy→n");
  EXPECT_EQ(ipa("jiong", 3), "ʨjʊ↓ŋ");
  EXPECT_EQ(ipa("lv", 4), "ly↘");
  EXPECT_EQ(ipa("lve", 4), "lɥe↘");
  EXPECT_EQ(ipa("lu", 4), "lu↘");
  EXPECT_EQ(ipa("gui", 4), "kwei↘");
  EXPECT_EQ(ipa("niu", 2), "njou↗");
  EXPECT_EQ(ipa("cun", 1), "ʦʰwə→n");
  EXPECT_EQ(ipa("bo", 2), "pwo↗");
  EXPECT_EQ(ipa("yi", 1), "i→");
  EXPECT_EQ(ipa("yuan", 2), "ɥɛ↗n");
  EXPECT_EQ(ipa("wen", 2), "wə↗n");
  EXPECT_EQ(ipa("er", 2), "ɚ↗");
  EXPECT_EQ(ipa("e", 4), "ɤ↘");
  EXPECT_EQ(ipa("ang", 2), "a↗ŋ");
  EXPECT_EQ(ipa("eh", 1), "ɛ→");
  EXPECT_EQ(ipa("ng", 3), "ŋ↓");
  EXPECT_EQ(ipa("hm", 5), "hm");
}

TEST(MandarinIpa, WhatIsNoSyllableIsEmpty) {
  for (const auto* sound : {"", "b", "zh", "xyz", "bx", "gwaa", "ju0"})
    EXPECT_EQ(ipa(sound, 1), "");
  EXPECT_EQ(ipa("ma", 0), "ma");
  EXPECT_EQ(ipa("ma", 7), "ma");
  EXPECT_EQ(ipa("ma", -1), "ma");
}

}  // namespace
}  // namespace dragoman::text

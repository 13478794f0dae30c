#include "text/g2p/cantonese_ipa.h"

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string ipa(std::string_view sound, int tone) { return to_utf8(cantonese_ipa({sound, tone})); }

TEST(CantoneseIpa, WritesTheNearestSounds) {
  EXPECT_EQ(ipa("hoeng", 1), "xœ→ŋ");
  EXPECT_EQ(ipa("gwong", 2), "kwɔ↗ŋ");
  EXPECT_EQ(ipa("kwaa", 1), "kʰwa→");
  EXPECT_EQ(ipa("jyut", 6), "jyt");
  EXPECT_EQ(ipa("seoi", 2), "søy↗");
  EXPECT_EQ(ipa("ngaa", 4), "ŋa↓");
  EXPECT_EQ(ipa("aau", 3), "au");
  EXPECT_EQ(ipa("m", 4), "m↓");
  EXPECT_EQ(ipa("ng", 5), "ŋ↗");
}

TEST(CantoneseIpa, PalatalBeforeFrontVowels) {
  EXPECT_EQ(ipa("zi", 1), "ʨi→");
  EXPECT_EQ(ipa("cyun", 4), "ʨʰy↓n");
  EXPECT_EQ(ipa("sing", 1), "ɕi→ŋ");
  EXPECT_EQ(ipa("zaa", 1), "ʦa→");
}

TEST(CantoneseIpa, WhatIsNoSyllableIsEmpty) {
  for (const auto* sound : {"", "b", "xyz", "gwx", "zhang"}) EXPECT_EQ(ipa(sound, 1), "");
  EXPECT_EQ(ipa("aa", 0), "a");
  EXPECT_EQ(ipa("aa", 9), "a");
}

}  // namespace
}  // namespace dragoman::text

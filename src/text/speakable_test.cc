#include "text/speakable.h"

#include <string>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

TEST(Speakable, KeepsTextAsItIs) {
  EXPECT_EQ(speakable_text("Well, 100% of it — 3.5 €!"), "Well, 100% of it — 3.5 €!");
  EXPECT_EQ(speakable_text("नमस्ते, आप कैसे हैं।"), "नमस्ते, आप कैसे हैं।");
  EXPECT_EQ(speakable_text("20 °C"), "20 °C");
}

TEST(Speakable, DropsWhatCannotBeSpoken) {
  EXPECT_EQ(speakable_text("\xF0\x9F\x98\x80 Hello\xE2\x99\xAA world \xE2\x86\x92"), "Hello world");
  EXPECT_EQ(speakable_text("a\xE2\x80\x8E"
                           "b"),
            "ab");
}

TEST(Speakable, MakesGapsSingleSpaces) {
  EXPECT_EQ(speakable_text("  one\t\n two\r\n\xC2\xA0three\x01"), "one two three");
}

TEST(Speakable, ComposesAccents) { EXPECT_EQ(speakable_text("cafe\xCC\x81"), "caf\xC3\xA9"); }

TEST(Speakable, NothingToSayIsEmpty) {
  for (const auto* text : {"", " ", "...", "—", "¿?!", "\"\"", "♪♪", "+", "\xFF\xFE"}) {
    EXPECT_EQ(speakable_text(text), "") << text;
  }
}

TEST(Speakable, DropsIllFormedBytes) { EXPECT_EQ(speakable_text("ab\xFF\xC3 c"), "ab c"); }

TEST(Speakable, LeavesLongWordsWhole) {
  std::string han;
  for (int i = 0; i < 200; ++i) han += "字";
  EXPECT_EQ(speakable_text(han), han);
}

TEST(Utf32, GoesThereAndBack) {
  const std::string text = "aé€\xF0\x9F\x98\x80";
  EXPECT_EQ(to_utf32(text).size(), 4U);
  EXPECT_EQ(to_utf8(to_utf32(text)), text);
}

TEST(Utf32, RepairsIllFormedText) {
  EXPECT_EQ(to_utf32("a\xC3"), U"a\uFFFD");
  EXPECT_EQ(to_utf32("\xED\xA0\x80"), U"\uFFFD\uFFFD\uFFFD");
}

}  // namespace
}  // namespace dragoman::text

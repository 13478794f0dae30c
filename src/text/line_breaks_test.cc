#include "text/line_breaks.h"

#include <string>

#include <gmock/gmock.h>

namespace dragoman::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (const auto end : line_breaks(text)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

TEST(LineBreaks, StandBetweenTheWordsOfThai) {
  EXPECT_THAT(parts("วันนี้อากาศดีมาก"), ElementsAre("วัน", "นี้", "อากาศ", "ดี", "มาก"));
}

TEST(LineBreaks, StandInItsSisters) {
  EXPECT_GT(parts("ສະບາຍດີຕອນເຊົ້າ").size(), 1U);       // Lao
  EXPECT_GT(parts("ខ្ញុំស្រលាញ់ប្រទេសកម្ពុជា").size(), 1U);  // Khmer
}

TEST(LineBreaks, AreNotThoseThatSpacesAndSignsGive) {
  EXPECT_THAT(line_breaks("ดี มาก"), IsEmpty());
  EXPECT_THAT(line_breaks("ไทยABCไทย").size(), 0U);
  EXPECT_THAT(parts("เด็กๆ"), ElementsAre("เด็กๆ"));  // the sign of repetition
}

TEST(LineBreaks, AreNoneInOtherScripts) {
  EXPECT_THAT(line_breaks(""), IsEmpty());
  EXPECT_THAT(line_breaks("Good morning."), IsEmpty());
  EXPECT_THAT(line_breaks("今日は良い天気です。"), IsEmpty());
  EXPECT_THAT(line_breaks("\xFF\xE0\xB8 x"), IsEmpty());
}

TEST(LineBreaks, StandAtCharactersOfDamagedText) {
  const std::string text = "วันนี้\xFFวันนี้\xE0\xB8";
  for (const auto at : line_breaks(text)) {
    ASSERT_LT(at, text.size());
    EXPECT_NE(static_cast<unsigned char>(text[at]) & 0xC0U, 0x80U);
  }
}

}  // namespace
}  // namespace dragoman::text

#include "text/g2p/korean_front_end.h"

#include <string>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string read(std::string_view words) {
  const auto phonemes = make_korean_front_end()->phonemes(words);
  return phonemes.ok() ? to_utf8(*phonemes) : "failed";
}

TEST(KoreanFrontEnd, ReadsAsTheStandardSays) { EXPECT_EQ(read("안녕하세요"), "annjʌŋhasejo"); }

TEST(KoreanFrontEnd, PassesOverWhatItCannotRead) {
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("漢 ㅋㅋ 😀"), "");
  EXPECT_EQ(read("\xEA\xB0"), "");
  EXPECT_EQ(read("나 漢 나"), "na na");
}

}  // namespace
}  // namespace dragoman::text

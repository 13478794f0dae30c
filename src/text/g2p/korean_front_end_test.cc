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

TEST(KoreanFrontEnd, VoicesPlainStopsBetweenVoicedSounds) {
  EXPECT_EQ(read("바보"), "pabo");
  EXPECT_EQ(read("감기"), "kamɡi");
  EXPECT_EQ(read("다 된"), "ta twen");
  EXPECT_EQ(read("아주"), "aʥu");
}

TEST(KoreanFrontEnd, TellsPlainTenseAndAspirated) {
  EXPECT_EQ(read("달 딸 탈"), "tal ttal tʰal");
  EXPECT_EQ(read("자다 짜다 차다"), "ʨada ʨʨada ʨʰada");
  EXPECT_EQ(read("사다 싸다"), "sada ssada");
}

TEST(KoreanFrontEnd, HearsWhatVowelsAndLiquidsDo) {
  EXPECT_EQ(read("시 씨 샤워 쉬다"), "ɕi ɕɕi ɕawʌ ɕwida");
  EXPECT_EQ(read("나라 달라 라면"), "naɾa talla ɾamjʌn");
  EXPECT_EQ(read("의사 여왕 외교"), "ɯisa jʌwaŋ weɡjo");
  EXPECT_EQ(read("말 산 답"), "mal san tap");
}

TEST(KoreanFrontEnd, PassesOverWhatItCannotRead) {
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("漢 ㅋㅋ 😀"), "");
  EXPECT_EQ(read("\xEA\xB0"), "");
  EXPECT_EQ(read("나 漢 나"), "na na");
}

}  // namespace
}  // namespace dragoman::text

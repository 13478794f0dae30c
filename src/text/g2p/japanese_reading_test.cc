// What the installed dictionary makes of words and sentences whose reading is known.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/installed_models_test.h"
#include "text/g2p/japanese.h"
#include "text/utf32.h"

namespace dragoman::text {
namespace {

const FrontEnd& front_end() {
  static const auto front_end = [] {
    auto opened = open_japanese_front_end(core::installed_model("g2p-japanese"));
    EXPECT_TRUE(opened.ok()) << opened.error().message << opened.error().detail;
    return *std::move(opened);
  }();
  return *front_end;
}

std::string spoken(std::string_view text) {
  const auto phonemes = front_end().phonemes(text);
  EXPECT_TRUE(phonemes.ok());
  return phonemes.ok() ? to_utf8(*phonemes) : "";
}

struct Reading {
  std::string_view text;
  std::string_view phonemes;
};
class JapaneseReading : public testing::TestWithParam<Reading> {};

TEST_P(JapaneseReading, IsThatOfPeople) { EXPECT_EQ(spoken(GetParam().text), GetParam().phonemes); }

INSTANTIATE_TEST_SUITE_P(
    Particles, JapaneseReading,
    testing::Values(Reading{"東京へは明日行きますか", "toːkʲoː e βa aɕita ikʲimasɨ ka"},
                    Reading{"私は学生です", "βataɕi βa ɡakɯseː desɨ"},
                    Reading{"駅へ行きます", "ekʲi e ikʲimasɨ"},
                    Reading{"本を読んでいます", "hoɴ o jonde imasɨ"},
                    Reading{"こんにちは世界", "koɲɲiʨiβa sekai"},
                    Reading{"彼は医者ではありません", "kaɾe βa iɕa de βa aɾʲi maseɴ"},
                    Reading{"学校で音楽を聞いた", "ɡaʔkoː de oŋɡakɯ o kʲiita"}));
INSTANTIATE_TEST_SUITE_P(
    Sounds, JapaneseReading,
    testing::Values(Reading{"新聞", "ɕimbɯɴ"}, Reading{"日本橋", "ɲihombaɕi"},
                    Reading{"行こう", "ikoː"}, Reading{"お母さん", "okaːsaɴ"},
                    Reading{"結婚してもいいですか", "keʔkoɴ ɕite mo ii desɨ ka"},
                    Reading{"切手を買って来て下さい", "kʲiʔte o kaʔte kʲite kɯdasai"},
                    Reading{"食べられませんでした", "tabeɾaɾe maseɴ deɕi ta"},
                    Reading{"そう言うと思った", "soː jɯː to omoʔta"},
                    Reading{"原子力発電所", "ɡeɴɕiɾʲokɯ haʦɨdeɴ ɕo"}));
INSTANTIATE_TEST_SUITE_P(Heteronyms, JapaneseReading,
                         testing::Values(Reading{"今日は", "kʲoː βa"},
                                         Reading{"何ですか", "naɴ desɨ ka"},
                                         Reading{"何が欲しい", "naɲi ɡa hoɕii"},
                                         Reading{"生ビールと人生", "namabʲiːɾɯ to ʥiɴseː"},
                                         Reading{"上手と下手", "ʥoːzɨ to heta"},
                                         Reading{"昨日の午後", "kʲinoː no ɡoɡo"},
                                         Reading{"大人が二十人", "otona ɡa ɲiʥɨː ɲiɴ"}));
INSTANTIATE_TEST_SUITE_P(Numbers, JapaneseReading,
                         testing::Values(Reading{"三百円", "sambʲakɯ eɴ"},
                                         Reading{"六百人", "ɾoʔpʲakɯ ɲiɴ"},
                                         Reading{"一月一日", "iʨiɡaʦɨ ʦɨitaʨi"},
                                         Reading{"三本の鉛筆", "saɴ boɴ no empʲiʦɨ"},
                                         Reading{"千九百八十四年", "seɴ kʲɨːçakɯ haʨiʥɨː jo neɴ"},
                                         Reading{"123円", "çakɯ ɲiʥɨː saɴ eɴ"}));
INSTANTIATE_TEST_SUITE_P(Katakana, JapaneseReading,
                         testing::Values(Reading{"コンピューター", "kompʲɨːtaː"},
                                         Reading{"ティッシュペーパー", "tʲiʔɕɨpeːpaː"},
                                         Reading{"ウィーンのオーケストラ", "βiːɴ no oːkesɨtoɾa"},
                                         Reading{"ﾃﾞﾊﾟｰﾄ", "depaːto"},
                                         Reading{"Ｔシャツ", "tʲiːɕaʦɨ"},
                                         // No word of the dictionary.
                                         Reading{"ムニャペタン", "mɯɲapetaɴ"}));

TEST(JapaneseReading, ASpaceCutsNoWord) {
  EXPECT_EQ(spoken("原子 力発 電所"), spoken("原子力発電所"));
}

TEST(JapaneseReading, WhatCannotBeReadIsPassedOver) {
  for (const std::string_view text : {"", " ", "。", "♪", "\xFF", "\U0001F600", "\xCC\x81"}) {
    EXPECT_EQ(spoken(text), "") << text;
  }
}

TEST(JapaneseReading, LongTextIsReadToItsEnd) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "本を読んでいます";
  const auto phonemes = spoken(text);
  EXPECT_GT(phonemes.size(), 15'000U);
  EXPECT_TRUE(phonemes.ends_with("imasɨ"));
}

}  // namespace
}  // namespace dragoman::text

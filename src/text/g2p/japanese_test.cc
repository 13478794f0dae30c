#include "text/g2p/japanese.h"

#include <vector>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

struct Case {
  std::u32string kana;
  std::u32string phonemes;
};

void expect_all(const std::vector<Case>& cases) {
  for (const auto& [kana, phonemes] : cases) {
    EXPECT_EQ(to_utf8(kana_phonemes(kana)), to_utf8(phonemes)) << to_utf8(kana);
  }
}

TEST(KanaPhonemes, EachRowOfTheSyllabary) {
  expect_all({{U"アイウエオ", U"aiɯeo"},
              {U"カキクケコ", U"kakʲikɯkeko"},
              {U"ガギグゲゴ", U"ɡaɡʲiɡɯɡeɡo"},
              {U"サシスセソ", U"saɕisɨseso"},
              {U"ザジズゼゾ", U"ʣaʥizɨʣeʣo"},
              {U"タチツテト", U"taʨiʦɨteto"},
              {U"ダヂヅデド", U"daʥizɨdedo"},
              {U"ナニヌネノ", U"naɲinɯneno"},
              {U"ハヒフヘホ", U"haçiɸɯheho"},
              {U"バビブベボ", U"babʲibɯbebo"},
              {U"パピプペポ", U"papʲipɯpepo"},
              {U"マミムメモ", U"mamʲimɯmemo"},
              {U"ヤユヨ", U"jajɯjo"},
              {U"ラリルレロ", U"ɾaɾʲiɾɯɾeɾo"},
              {U"ワヰヱヲ", U"βaieo"},
              {U"ヴヵヶヷヸヹヺ", U"vɯkakevavʲivevo"}});
}

TEST(KanaPhonemes, TwoKanaMayBeOneMora) {
  expect_all({{U"キャキュキョ", U"kʲakʲɨkʲo"},
              {U"シャシュショ", U"ɕaɕɨɕo"},
              {U"チャチュチョ", U"ʨaʨɨʨo"},
              {U"リャリュリョ", U"ɾʲaɾʲɨɾʲo"},
              {U"ファフィフェフォ", U"ɸaɸʲiɸeɸo"},
              {U"ティディトゥドゥ", U"tʲidʲitɯdɯ"},
              {U"ウィウェウォ", U"βiβeβo"},
              {U"ヴァヴィヴェヴォ", U"vavʲivevo"},
              {U"ツァチェシェジェ", U"ʦaʨeɕeʥe"},
              {U"クァグァ", U"kᵝaɡᵝa"}});
}

TEST(KanaPhonemes, AMoraOutsideTheTableIsConsonantAndVowel) {
  expect_all({{U"スィ", U"si"}, {U"ズィ", U"zi"}, {U"キィ", U"kʲi"}, {U"ミェ", U"mʲe"}});
}

TEST(KanaPhonemes, SmallKanaByThemselvesAreVowels) {
  expect_all({{U"ァ", U"a"}, {U"アァ", U"aa"}, {U"ンァ", U"ɴa"}, {U"ャ", U"ja"}});
}

TEST(KanaPhonemes, LongVowelsAndDoubledConsonants) {
  expect_all({{U"トーキョー", U"toːkʲoː"}, {U"ガッコー", U"ɡaʔkoː"}, {U"マッチャ", U"maʔʨa"}});
}

TEST(KanaPhonemes, TheNasalTakesThePlaceOfWhatFollows) {
  expect_all({{U"シンブン", U"ɕimbɯɴ"},
              {U"センパイ", U"sempai"},
              {U"アンマ", U"amma"},
              {U"オンガク", U"oŋɡakɯ"},
              {U"テンキ", U"teŋkʲi"},
              {U"コンニチ", U"koɲɲiʨi"},
              {U"ニンジャ", U"ɲiɲʥa"},
              {U"アンナイ", U"annai"},
              {U"センタク", U"sentakɯ"},
              {U"ベンリ", U"benɾʲi"},
              {U"レンアイ", U"ɾeɴai"},
              {U"デンシャ", U"deɴɕa"},
              {U"ホン", U"hoɴ"}});
}

TEST(KanaPhonemes, WhatIsNotKatakanaIsPassedOver) {
  expect_all({{U"", U""}, {U"カaキ、", U"kakʲi"}, {U"・", U""}, {U"か漢", U""}});
}

JapaneseWord word(std::u32string text, std::u32string reading, std::string part_of_speech = "名詞",
                  std::string word_class = "一般", bool joins_phrase = false) {
  return {std::move(text),       std::move(reading), std::move(part_of_speech),
          std::move(word_class), joins_phrase,       0};
}

std::string spoken(const std::vector<JapaneseWord>& words) {
  return to_utf8(japanese_phonemes(words));
}

TEST(JapanesePhonemes, ParticlesAndAuxiliariesStandAlone) {
  EXPECT_EQ(
      spoken({word(U"本", U"ホン"), word(U"を", U"ヲ", "助詞", "格助詞", true),
              word(U"貸し", U"カシ", "動詞", "自立"), word(U"まし", U"マシ", "助動詞", "*", true),
              word(U"た", U"タ", "助動詞", "*", true)}),
      "hoɴ o kaɕi maɕita");
}

TEST(JapanesePhonemes, EndingsStayWithTheirVerb) {
  EXPECT_EQ(
      spoken({word(U"読ん", U"ヨン", "動詞", "自立"), word(U"で", U"デ", "助詞", "接続助詞", true),
              word(U"さ", U"サ", "動詞", "自立"), word(U"れ", U"レ", "動詞", "接尾", true),
              word(U"ます", U"マス", "助動詞", "*", true)}),
      "jonde saɾemasɨ");
  EXPECT_EQ(spoken({word(U"本", U"ホン"), word(U"で", U"デ", "助詞", "格助詞", true),
                    word(U"でし", U"デシ", "助動詞", "*", true),
                    word(U"た", U"タ", "助動詞", "*", true)}),
            "hoɴ de deɕi ta");
}

TEST(JapanesePhonemes, ALongVowelOrDoubledConsonantIsNeverCutOff) {
  EXPECT_EQ(
      spoken({word(U"行こ", U"イコ", "動詞", "自立"), word(U"う", U"ー", "助動詞", "*", true)}),
      "ikoː");
  EXPECT_EQ(spoken({word(U"あっ", U"アッ", "感動詞", "*"), word(U"た", U"タ")}), "aʔta");
}

TEST(JapanesePhonemes, NumeralsOfOneNumberAreOneWord) {
  EXPECT_EQ(spoken({word(U"三", U"サン", "名詞", "数"), word(U"百", U"ビャク", "名詞", "数", true),
                    word(U"二", U"ニ", "名詞", "数"), word(U"円", U"エン", "名詞", "接尾", true)}),
            "sambʲakɯ ɲi eɴ");
}

TEST(JapanesePhonemes, ToSayHasALongVowel) {
  EXPECT_EQ(spoken({word(U"言う", U"イウ", "動詞", "自立")}), "jɯː");
  EXPECT_EQ(spoken({word(U"医雨", U"イウ")}), "iɯ");
}

TEST(JapanesePhonemes, WhatIsShortBeforeSomeConsonants) {
  EXPECT_EQ(
      spoken({word(U"何", U"ナニ", "名詞", "代名詞"), word(U"です", U"デス", "助動詞", "*", true)}),
      "naɴ desɨ");
  EXPECT_EQ(
      spoken({word(U"何", U"ナニ", "名詞", "代名詞"), word(U"が", U"ガ", "助詞", "格助詞", true)}),
      "naɲi ɡa");
}

TEST(JapanesePhonemes, WhatIsNotReadPartsItsNeighbours) {
  EXPECT_EQ(spoken({word(U"読ん", U"ヨン", "動詞", "自立"), word(U"、", U"", "記号", "読点"),
                    word(U"で", U"デ", "助詞", "接続助詞", true)}),
            "joɴ de");
  EXPECT_EQ(spoken({word(U"、", U""), word(U"♪", U"")}), "");
  EXPECT_EQ(spoken({}), "");
}

}  // namespace
}  // namespace dragoman::text

#include "text/g2p/model_alphabet.h"

#include <string>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string rewritten(Accent accent, std::u32string_view ipa) {
  return to_utf8(to_model_alphabet(accent, ipa));
}

TEST(ModelAlphabet, AmericanEnglish) {
  EXPECT_EQ(rewritten(Accent::kAmerican, U"həlˈo͡ʊ wˈɜːld"), "həlˈO wˈɜɹld");
  EXPECT_EQ(rewritten(Accent::kAmerican, U"bˈʌʔn̩ wˈɔːɾɚ"), "bˈʌtn wˈɔTəɹ");
  EXPECT_EQ(rewritten(Accent::kAmerican, U"lˈɪɾə͡l t͡ʃˈe͡ɪnd͡ʒ"), "lˈɪTᵊl ʧˈAnʤ");
  EXPECT_EQ(rewritten(Accent::kAmerican, U"ɹˈɪðm̩"), "ɹˈɪðᵊm");
}

TEST(ModelAlphabet, BritishEnglish) {
  EXPECT_EQ(rewritten(Accent::kBritish, U"ɡˌə͡ʊ ðˈe͡ə"), "ɡˌQ ðˈɛː");
}

TEST(ModelAlphabet, OtherLanguages) {
  EXPECT_EQ(rewritten(Accent::kBrazilian, U"sˈe͡ɪs mˈi͡ʊ"), "sˈAs mˈiʊ");
  EXPECT_EQ(rewritten(Accent::kItalian, U"pˈit͡sːa d͡ʒˈɛnte"), "pˈiʦːa ʤˈɛnte");
}

TEST(ModelAlphabet, RemovesLanguageFlags) {
  EXPECT_EQ(rewritten(Accent::kFrench, U"lə- (͡e͡n)ʃˈɒpɪŋ(͡f͡r) dy"), "lə ʃˈɒpɪŋ dy");
  EXPECT_EQ(rewritten(Accent::kFrench, U"a (en"), "a ");
}

TEST(ModelAlphabet, RepairsGermanVowels) {
  EXPECT_EQ(rewritten(Accent::kGerman, U"vˈ??də k??t͡s"), "vˈʊɐdə kʊɐʦ");
  EXPECT_EQ(rewritten(Accent::kGerman, U"fˈʏnf nˈɔ͡øə bˈɪtɜ"), "fˈynf nˈYə bˈɪtɐ");
}

TEST(ModelAlphabet, RepairsRussianSounds) {
  EXPECT_EQ(rewritten(Accent::kRussian, U"pu\"bˈyɭ sɭˈɑɭ vˈɵ"), "pubˈɨl slˈal vˈo");
}

TEST(ModelAlphabet, SpellsOutSoftRussianConsonants) {
  EXPECT_EQ(rewritten(Accent::kRussian, U"mʲˈat lʲubʲˈitʲ vʑˈɑtʲ pʲju nʲ"),
            "mjˈat ljubˈit vzjˈat pju n");
  EXPECT_EQ(rewritten(Accent::kRussian, U"ʲʲ ʲˈ"), " ˈ");
}

TEST(ModelAlphabet, TakesSyllabicMarksAnywhere) {
  EXPECT_EQ(rewritten(Accent::kAmerican, U"\u0329a \u0329"), "a ");
}

}  // namespace
}  // namespace dragoman::text

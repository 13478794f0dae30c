#include "text/g2p/espeak_ipa.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "text/g2p/front_ends.h"

namespace dragoman::text {
namespace {

std::u32string read(const std::string& voice, std::string_view words) {
  const auto espeak =
      Espeak::open(std::string(std::getenv("DRAGOMAN_BUILD_DIR")) + "/lib/espeak-ng-data");
  const auto phonemes = make_espeak_ipa(espeak.value(), voice)->phonemes(words);
  return phonemes.ok() ? *phonemes : U"?";
}

TEST(EspeakIpa, KeepsEspeaksOwnPhonemesWithoutTies) {
  EXPECT_EQ(read("en-us", "cheese day"), U"tʃˈiːz dˈeɪ");
}

TEST(EspeakIpa, IsDecomposed) {
  const auto phonemes = read("de", "ich");
  EXPECT_NE(phonemes.find(U"c\u0327"), phonemes.npos);
  EXPECT_EQ(phonemes.find(U'ç'), phonemes.npos);
}

TEST(EspeakIpa, HasNoFlagsOfOtherLanguages) {
  const auto phonemes = read("ru", "это window здесь");
  EXPECT_EQ(phonemes.find(U'('), phonemes.npos);
  EXPECT_NE(phonemes.find(U'w'), phonemes.npos);
}

TEST(EspeakIpa, RefusesAVoiceThatIsNotThere) { EXPECT_EQ(read("nowhere", "word"), U"?"); }

TEST(LetterReader, GivesSmallDecomposedLetters) {
  EXPECT_EQ(*make_letter_reader()->phonemes("Été"), U"e\u0301te\u0301");
}

TEST(PhonemesBy, KeepsPunctuationBetweenClauses) {
  const auto letters = make_letter_reader();
  EXPECT_EQ(*FrontEnds::phonemes_by(*letters, core::Language::kEnglish, "Yes , “I” (do). Right?"),
            U"yes, i do. right?");
  EXPECT_EQ(*FrontEnds::phonemes_by(*letters, core::Language::kEnglish, " ... "), U"");
}

}  // namespace
}  // namespace dragoman::text

#include "text/g2p_rules.h"

#include <string>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string parts_of(std::u32string_view text) {
  std::string shown;
  for (const auto& part : split_clauses(text)) {
    shown += (part.mark ? "<" : "[") + to_utf8(part.text) + (part.mark ? ">" : "]");
  }
  return shown;
}

std::string rewritten(Accent accent, std::u32string_view ipa) {
  return to_utf8(to_model_alphabet(accent, ipa));
}

TEST(SplitClauses, KeepsThePunctuationBetween) {
  EXPECT_EQ(parts_of(U"Hello, world! Yes."), "[Hello]<,>[ world]<!>[ Yes]<.>");
  EXPECT_EQ(parts_of(U"no marks"), "[no marks]");
  EXPECT_EQ(parts_of(U"?!"), "<?!>");
  EXPECT_EQ(parts_of(U""), "");
}

TEST(SplitClauses, PutsMarksIntoTheModelsOwn) {
  EXPECT_EQ(parts_of(U"«Oui» – dit-il..."), "<“>[Oui]<”>[ ]<—>[ dit-il]<…>");
  EXPECT_EQ(parts_of(U"¿Qué? [a]"), "[Qué]<?>[ ]<(>[a]<)>");
  EXPECT_EQ(parts_of(U"हैं।"), "[हैं]<.>");
  EXPECT_EQ(parts_of(U"yes - no"), "[yes ]<—>[ no]");
}

TEST(SplitClauses, LeavesNumbersWhole) {
  EXPECT_EQ(parts_of(U"3.5, 1,000 at 10:30."), "[3.5]<,>[ 1,000 at 10:30]<.>");
  EXPECT_EQ(parts_of(U"In 2020, 5"), "[In 2020]<,>[ 5]");
}

TEST(SplitClauses, LeavesAbbreviationsWhole) {
  EXPECT_EQ(parts_of(U"Dr. Ruiz of the U.S. army, example.com."),
            "[Dr. Ruiz of the U.S. army]<,>[ example.com]<.>");
  EXPECT_EQ(parts_of(U"The end. Mr. X"), "[The end]<.>[ Mr. X]");
  EXPECT_EQ(parts_of(U"See plan B. Then go."), "[See plan B]<.>[ Then go]<.>");
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
}

TEST(ModelAlphabet, TakesSyllabicMarksAnywhere) {
  EXPECT_EQ(rewritten(Accent::kAmerican, U"\u0329a \u0329"), "a ");
}

}  // namespace
}  // namespace dragoman::text

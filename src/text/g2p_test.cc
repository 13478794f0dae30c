#include "text/g2p.h"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string spoken(Accent accent, std::string_view text) {
  const auto espeak =
      Espeak::open(std::string(std::getenv("DRAGOMAN_BUILD_DIR")) + "/lib/espeak-ng-data");
  EXPECT_TRUE(espeak.ok());
  const auto phonemes = text_to_phonemes(**espeak, accent, text);
  EXPECT_TRUE(phonemes.ok());
  return phonemes.ok() ? to_utf8(*phonemes) : "";
}

TEST(G2p, KeepsPunctuationBetweenWords) {
  EXPECT_EQ(spoken(Accent::kAmerican, "Hello, world!"), "həlˈO, wˈɜɹld!");
  EXPECT_EQ(spoken(Accent::kAmerican, "(Yes) – no..."), "(jˈɛs) — nˈO…");
}

TEST(G2p, SetsMarksAsTheModelKnowsThem) {
  EXPECT_EQ(spoken(Accent::kFrench, "« Oui », dit : non !"), "“wˈi”, dˈi: nˈɔ̃!");
}

TEST(G2p, ReadsNumbers) {
  EXPECT_EQ(spoken(Accent::kAmerican, "3.5"), "θɹˈi pYnt fˈIv");
  EXPECT_EQ(spoken(Accent::kSpanish, "3,5"), "tɾˈes koma θˈinko");
}

TEST(G2p, SpeaksEachLanguage) {
  EXPECT_EQ(spoken(Accent::kBritish, "go home"), "ɡˌQ hˈQm");
  EXPECT_EQ(spoken(Accent::kFrench, "Bonjour."), "bɔ̃ʒˈuʁ.");
  EXPECT_EQ(spoken(Accent::kItalian, "pizza"), "pˈiʦːa");
  EXPECT_EQ(spoken(Accent::kBrazilian, "leite"), "lˈAʧy");
  EXPECT_EQ(spoken(Accent::kGerman, "kurz"), "kˈʊɐʦ");
  EXPECT_FALSE(spoken(Accent::kHindi, "नमस्ते").empty());
  EXPECT_FALSE(spoken(Accent::kRussian, "Привет").empty());
}

TEST(G2p, LeavesNoFlagsOrTies) {
  const auto phonemes = spoken(Accent::kGerman, "Die Software läuft.");
  EXPECT_EQ(phonemes.find('('), std::string::npos) << phonemes;
  EXPECT_EQ(phonemes.find('^'), std::string::npos) << phonemes;
  EXPECT_EQ(phonemes.find("\u0361"), std::string::npos) << phonemes;
}

TEST(G2p, NothingToSayIsEmpty) {
  EXPECT_EQ(spoken(Accent::kAmerican, ""), "");
  EXPECT_EQ(spoken(Accent::kAmerican, "... !"), "");
}

TEST(G2p, HasFrontEndsOnlyWhereTheyAreUnderstood) {
  EXPECT_EQ(accent_of(core::Language::kEnglish, false), Accent::kAmerican);
  EXPECT_EQ(accent_of(core::Language::kEnglish, true), Accent::kBritish);
  EXPECT_EQ(accent_of(core::Language::kPortuguese, false), Accent::kBrazilian);
  EXPECT_FALSE(accent_of(core::Language::kJapanese, false));
  EXPECT_FALSE(accent_of(core::Language::kChinese, false));
  EXPECT_FALSE(accent_of(core::Language::kKorean, false));
}

}  // namespace
}  // namespace dragoman::text

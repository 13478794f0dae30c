#include "text/g2p/front_ends.h"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

using core::Language;

const FrontEnds& front_ends() {
  static const auto opened = FrontEnds::open(
      Espeak::open(std::string(std::getenv("DRAGOMAN_BUILD_DIR")) + "/lib/espeak-ng-data").value(),
      {});
  return **opened;
}

std::string spoken(Language language, std::string_view text, Standard standard = Standard::kUsual) {
  const auto phonemes = front_ends().phonemes(language, standard, text);
  EXPECT_TRUE(phonemes.ok());
  return phonemes.ok() ? to_utf8(*phonemes) : "";
}

TEST(FrontEnds, KeepsPunctuationBetweenWords) {
  EXPECT_EQ(spoken(Language::kEnglish, "Hello, world!"), "həlˈO, wˈɜɹld!");
  EXPECT_EQ(spoken(Language::kEnglish, "(Yes) – no..."), "(jˈɛs) — nˈO…");
}

TEST(FrontEnds, SetsMarksAsTheModelKnowsThem) {
  EXPECT_EQ(spoken(Language::kFrench, "« Oui », dit : non !"), "“wˈi”, dˈi: nˈɔ̃!");
}

TEST(FrontEnds, ReadsNumbers) {
  EXPECT_EQ(spoken(Language::kEnglish, "3.5"), "θɹˈi pˈYnt fˈIv");
  EXPECT_EQ(spoken(Language::kSpanish, "3,5"), "tɾˈes kˈoma θˈinko");
}

TEST(FrontEnds, ReadsWhatIsSaidForWhatIsWritten) {
  EXPECT_EQ(spoken(Language::kEnglish, "at 5 p.m."), spoken(Language::kEnglish, "at five P M."));
  EXPECT_EQ(spoken(Language::kEnglish, "<b>$2</b>"), spoken(Language::kEnglish, "two dollars"));
  EXPECT_EQ(spoken(Language::kEnglish, "<break time=\"9s\"/>"), "");
}

TEST(FrontEnds, SpeaksEachLanguage) {
  EXPECT_EQ(spoken(Language::kEnglish, "go home", Standard::kBritish), "ɡˌQ hˈQm");
  EXPECT_EQ(spoken(Language::kFrench, "Bonjour."), "bɔ̃ʒˈuʁ.");
  EXPECT_EQ(spoken(Language::kItalian, "pizza"), "pˈiʦːa");
  EXPECT_EQ(spoken(Language::kPortuguese, "leite"), "lˈAʧy");
  EXPECT_EQ(spoken(Language::kGerman, "kurz"), "kˈʊɐʦ");
  EXPECT_EQ(spoken(Language::kKorean, "값이, 같이 가요."), "kapɕɕi, kaʨʰi kajo.");
  EXPECT_FALSE(spoken(Language::kHindi, "नमस्ते").empty());
  EXPECT_FALSE(spoken(Language::kRussian, "Привет").empty());
}

TEST(FrontEnds, LeavesNoFlagsOrTies) {
  const auto phonemes = spoken(Language::kGerman, "Die Software läuft.");
  EXPECT_EQ(phonemes.find('('), std::string::npos) << phonemes;
  EXPECT_EQ(phonemes.find('^'), std::string::npos) << phonemes;
  EXPECT_EQ(phonemes.find("\u0361"), std::string::npos) << phonemes;
}

TEST(FrontEnds, PassOverOtherScripts) {
  EXPECT_EQ(spoken(Language::kEnglish, "これは日本語です"), "");
  EXPECT_EQ(spoken(Language::kEnglish, "Hello 世界, my friend"), "həlˈO, mI fɹˈɛnd");
  EXPECT_EQ(spoken(Language::kRussian, "ภาษา"), "");
  EXPECT_NE(spoken(Language::kRussian, "iPhone"), "");
  EXPECT_NE(spoken(Language::kEnglish, "α"), "");
}

TEST(FrontEnds, SpellAcronymsOfLatinLetters) {
  EXPECT_EQ(spoken(Language::kEnglish, "the WHO said"), "ðə dˌʌbᵊljˌuˌAʧˈO sˈɛd");
  EXPECT_EQ(spoken(Language::kKorean, "WHO가, GPS는"), "dˌʌbᵊljˌuˌAʧˈO ka, ʤˌipˌiˈɛs nɯn");
  EXPECT_EQ(spoken(Language::kKorean, "COVID-19, NASA"), "kˈɑvɪd ɕipkku, nˈæsə");
  EXPECT_NE(spoken(Language::kRussian, "WHO"), spoken(Language::kRussian, "who"));
}

TEST(FrontEnds, NothingToSayIsEmpty) {
  EXPECT_EQ(spoken(Language::kEnglish, ""), "");
  EXPECT_EQ(spoken(Language::kEnglish, "... !"), "");
}

TEST(FrontEnds, RefuseALanguageThatTheyCannotRead) {
  EXPECT_TRUE(front_ends().reads(Language::kEnglish));
  EXPECT_TRUE(front_ends().reads(Language::kPortuguese));
  EXPECT_FALSE(front_ends().reads(Language::kThai));
  const auto refused = front_ends().phonemes(Language::kThai, Standard::kUsual, "สวัสดี");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, base::ErrorKind::kVoiceUnsupported);
}

}  // namespace
}  // namespace dragoman::text

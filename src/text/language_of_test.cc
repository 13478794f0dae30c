#include "text/language_of.h"

#include <string>

#include <gtest/gtest.h>

namespace dragoman::text {
namespace {

using core::Language;
using core::LanguageSet;

struct Row {
  Language language;
  const char* text;
};

class LanguageOf : public testing::TestWithParam<Row> {};

TEST_P(LanguageOf, NamesIt) {
  EXPECT_EQ(language_of(GetParam().text, LanguageSet::all()), GetParam().language);
}

INSTANTIATE_TEST_SUITE_P(
    Sentences, LanguageOf,
    testing::Values(Row{Language::kEnglish, "The quick brown fox jumps over the lazy dog."},
                    Row{Language::kChinese, "今天天气很好，我们去公园吧。"},
                    Row{Language::kRussian, "Сегодня хорошая погода."},
                    Row{Language::kFrench, "Où est la bibliothèque, s'il vous plaît ?"},
                    Row{Language::kGerman, "Wo ist bitte der Bahnhof?"},
                    Row{Language::kPortuguese, "Não sei o que você quer dizer com isso."},
                    Row{Language::kSpanish, "¿Dónde está la biblioteca, por favor?"},
                    Row{Language::kItalian, "Vorrei un caffè e una brioche, per favore."},
                    Row{Language::kIndonesian, "Selamat pagi, apa kabar kalian semua hari ini?"},
                    Row{Language::kKorean, "오늘 날씨가 정말 좋네요."},
                    Row{Language::kJapanese, "今日はいい天気ですね。"},
                    Row{Language::kVietnamese, "Hôm nay trời đẹp quá."},
                    Row{Language::kThai, "วันนี้อากาศดีมาก"},
                    Row{Language::kArabic, "الطقس جميل اليوم"},
                    Row{Language::kHindi, "आज मौसम बहुत अच्छा है।"},
                    Row{Language::kGreek, "Ο καιρός είναι ωραίος σήμερα."},
                    Row{Language::kTurkish, "Bugün hava çok güzel, değil mi?"}));

TEST(LanguageOf, IsOneOfThoseThatAreAsked) {
  EXPECT_EQ(language_of("今天天气很好", {Language::kCantonese}), Language::kCantonese);
  EXPECT_FALSE(language_of("Сегодня хорошая погода.", {Language::kEnglish}));
}

TEST(HasLetters, OfAnyScript) {
  EXPECT_TRUE(has_letters("1 é"));
  EXPECT_TRUE(has_letters("語"));
  EXPECT_FALSE(has_letters("1 ... ?"));
  EXPECT_FALSE(has_letters("🙂\xff"));
}

TEST(LanguageOf, NothingWithoutLetters) {
  EXPECT_FALSE(language_of("", LanguageSet::all()));
  EXPECT_FALSE(language_of("123 ... !", LanguageSet::all()));
  EXPECT_FALSE(language_of(std::string(10'000, '\xff'), LanguageSet::all()));
}

}  // namespace
}  // namespace dragoman::text

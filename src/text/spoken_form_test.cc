#include "text/spoken_form.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "text/speakable.h"

namespace dragoman::text {
namespace {

using core::Language;

constexpr std::array kSpoken{Language::kEnglish,  Language::kChinese,   Language::kRussian,
                             Language::kFrench,   Language::kGerman,    Language::kPortuguese,
                             Language::kSpanish,  Language::kItalian,   Language::kKorean,
                             Language::kJapanese, Language::kCantonese, Language::kHindi};

std::string english(std::string_view text) { return spoken_form(Language::kEnglish, text); }

bool has_digit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

TEST(SpokenForm, LeavesPlainTextAsItIs) {
  EXPECT_EQ(english("Well, that's it — isn't it?"), "Well, that's it — isn't it?");
  EXPECT_EQ(spoken_form(Language::kChinese, "你好，世界。"), "你好，世界。");
  EXPECT_EQ(english("NATO and the BBC"), "NATO and the BBC");
}

TEST(SpokenForm, SpeaksTagsAsNothing) {
  EXPECT_EQ(english("<speak>Hello <break time=\"10s\"/> world</speak>"), "Hello world");
  EXPECT_EQ(english("<prosody rate='x-slow' volume=\"loud\">a</prosody>b"), "a b");
  EXPECT_EQ(english("<audio src=\"http://example.com/a.wav\"/>hi"), "hi");
  EXPECT_EQ(english("<?xml version=\"1.0\"?><!-- no --><!DOCTYPE x>yes"), "yes");
  EXPECT_EQ(english("Fish<br>chips"), "Fish chips");
  EXPECT_EQ(english("<speak/>"), "");
}

TEST(SpokenForm, KeepsBracketsThatAreNoTags) {
  EXPECT_EQ(english("a < b and c > d"), "a less than b and c greater than d");
  EXPECT_EQ(english("5<6"), "five less than six");
  EXPECT_EQ(english("x <b and more"), "x b and more");
  EXPECT_EQ(english("see <5 items>"), "see five items");
  EXPECT_EQ(english("I &lt;3 R&amp;D"), "I three R and D");
}

TEST(SpokenForm, DropsWhatIsNotSeen) {
  const auto said = [](std::string_view text) { return english(speakable_text(text)); };
  EXPECT_EQ(said("a\u202E\u200Fb\u2066 c\x07 d"), "ab c d");
  EXPECT_EQ(said("Hi \xF0\x9F\x91\xA8\u200D\xF0\x9F\x91\xA9 there \xF0\x9F\x8E\x89"), "Hi there");
  EXPECT_EQ(said("1\uFE0F\u20E3 ok"), "one ok");
}

TEST(SpokenForm, KnowsEveryKindOfDigit) {
  for (const auto* digits : {"12", "１２", "१२", "١٢"}) EXPECT_EQ(english(digits), "twelve");
}

TEST(SpokenForm, LeavesLanguagesWithoutTables) {
  EXPECT_EQ(spoken_form(Language::kThai, "<b>ราคา</b> 3.50"), "ราคา 3.50");
}

TEST(SpokenForm, ReadsWhatIsWrittenInAnotherScript) {
  EXPECT_EQ(spoken_form(Language::kChinese, "Привет 5"), "Привет 五");
  EXPECT_EQ(spoken_form(Language::kRussian, "共3只猫"), "共 три 只猫");
  EXPECT_EQ(spoken_form(Language::kKorean, "5 नमस्ते"), "오 नमस्ते");
}

TEST(SpokenForm, SurvivesOneSign) {
  for (const auto language : kSpoken) {
    for (int c = 1; c < 0x3000; ++c) {
      std::string sign;
      if (c < 0x80) {
        sign = {static_cast<char>(c)};
      } else if (c < 0x800) {
        sign = {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
      } else {
        sign = {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
                static_cast<char>(0x80 | (c & 0x3F))};
      }
      EXPECT_TRUE(base::is_valid_utf8(spoken_form(language, sign))) << c;
    }
    EXPECT_EQ(spoken_form(language, ""), "");
    EXPECT_EQ(spoken_form(language, "   "), "");
  }
}

// Each of these would take minutes if it were scanned again from every place in it.
TEST(SpokenForm, TakesLongTexts) {
  constexpr std::array<std::string_view, 16> kPieces{
      "1",    "1,", "1.",   "1-", "<",    "<a ",    "<a b=\"", "<!--",
      "www.", "a.", "1/2 ", "$",  "XIV ", "1,111,", "+1 ",     "12:30:",
  };
  for (const auto language : kSpoken) {
    for (const auto piece : kPieces) {
      std::string text;
      while (text.size() < 10'000) text += piece;
      EXPECT_LT(spoken_form(language, text).size(), 60 * text.size()) << piece;
    }
  }
}

// Quadratic time would be minutes.
TEST(SpokenForm, TakesTimeInProportionToTheText) {
  std::string text;
  while (text.size() < 200'000) text += "中 (A.B, 1,2-3/4:5 www. $ (XIV <a b= 史 ((Mr. 12.";
  for (const auto language : {Language::kEnglish, Language::kChinese}) {
    EXPECT_FALSE(has_digit(spoken_form(language, text)));
  }
}

// Nothing that is made of the pieces of numbers, dates, prices and tags is left unread.
TEST(SpokenForm, LeavesNoDigit) {
  constexpr std::array<std::string_view, 64> kPieces{
      "0",
      "1",
      "2",
      "21",
      "007",
      "1984",
      "2021",
      "999999999999999",
      "12345678901234567890",
      ".",
      ",",
      "-",
      "–",
      "/",
      ":",
      " ",
      " ",
      "%",
      "$",
      "€",
      "R$",
      "USD",
      "km",
      "km/h",
      "°C",
      "m²",
      "th",
      "er",
      "º",
      "ème",
      "-й",
      "년",
      "개",
      "年",
      "个",
      "बजे",
      "h",
      "am",
      "p.m.",
      "Uhr",
      "½",
      "×",
      "x",
      "+",
      "(",
      ")",
      "#",
      "№",
      "Mai",
      "May",
      "мая",
      "г.",
      "de",
      "XIV",
      "Louis",
      "<b>",
      "&amp;",
      "www.a.de",
      "a@b.com",
      "million",
      "млн",
      "万",
      "A",
      "s",
  };
  std::mt19937 random(7);
  const auto below = [&random](std::size_t end) { return random() % end; };
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (auto left = below(14) + 1; left > 0; --left) text += kPieces[below(kPieces.size())];
    for (const auto language : kSpoken) {
      const auto said = spoken_form(language, text);
      ASSERT_TRUE(base::is_valid_utf8(said)) << text;
      ASSERT_FALSE(has_digit(said)) << core::code(language) << ": " << text << " -> " << said;
    }
  }
}

TEST(SpokenForm, SurvivesAnyBytes) {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 60, '\0');
    for (auto& c : text) c = static_cast<char>(random());
    const auto language = kSpoken[random() % kSpoken.size()];
    ASSERT_TRUE(base::is_valid_utf8(spoken_form(language, text)));
  }
}

}  // namespace
}  // namespace dragoman::text

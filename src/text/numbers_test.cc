#include "text/numbers.h"

#include <gmock/gmock.h>

namespace dragoman::text {
namespace {

using core::Language;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> literals(const std::string& sentence) {
  std::vector<std::string> texts;
  for (const auto& literal : find_literals(sentence)) {
    texts.push_back(sentence.substr(literal.place.begin, literal.place.end - literal.place.begin));
    if (!literal.digits.empty()) texts.back() += "#" + literal.digits;
  }
  return texts;
}

TEST(FindLiterals, Numbers) {
  EXPECT_THAT(literals("It cost 1,250.50 in 2019, or 10 000."),
              ElementsAre("1,250.50#125050", "2019#2019", "10 000#10000"));
  EXPECT_THAT(literals("12:30, 12h30, 007"), ElementsAre("12:30#1230", "12h30#1230", "007#7"));
  EXPECT_THAT(literals("共१२个٣"), ElementsAre("१२#12", "٣#3"));
  EXPECT_THAT(literals("5km at 30 °C"), ElementsAre("5#5", "30#30"));
}

TEST(FindLiterals, OrdinalsAndDecadesAreWrittenInOtherWays) {
  EXPECT_THAT(literals("the 19th century, the 1990s, 1st, 2º, mid-1990s"), IsEmpty());
}

TEST(FindLiterals, AddressesAndCodes) {
  EXPECT_THAT(literals("See https://a.example/x?y=1, www.b.example or (mail j.d@c.example)."),
              ElementsAre("https://a.example/x?y=1", "www.b.example", "j.d@c.example"));
  EXPECT_THAT(literals("Use GPT-4, an A380 or example.com; e.g. this."),
              ElementsAre("GPT-4", "A380", "example.com"));
  EXPECT_THAT(literals("It ended.Then we left"), IsEmpty());
}

bool holds(const std::string& translation, const std::string& sentence) {
  const auto found = find_literals(sentence);
  return found.size() == 1 && holds_literal(translation, found.front(), sentence);
}

TEST(HoldsLiteral, ANumberByItsDigits) {
  EXPECT_TRUE(holds("1.250,50 euros", "1,250.50 euros"));
  EXPECT_TRUE(holds("às 12h30", "at 12:30"));
  EXPECT_TRUE(holds("às 20:30", "at 8:30 p.m."));
  EXPECT_TRUE(holds("at 8:30 p.m.", "às 20h30"));
  EXPECT_TRUE(holds("٣", "3"));
  EXPECT_FALSE(holds("1.520,50 euros", "1,250.50 euros"));
  EXPECT_FALSE(holds("mil euros", "1000 euros"));
}

TEST(HoldsLiteral, AnythingElseAsItStands) {
  EXPECT_TRUE(holds("gpt-4!", "GPT-4"));
  EXPECT_FALSE(holds("GPT 4", "GPT-4"));
}

TEST(ConvertSeparators, OnlyWhereTheFormLeavesNoDoubt) {
  const auto to_portuguese = [](const char* number) {
    return convert_separators(number, Language::kEnglish, Language::kPortuguese);
  };
  EXPECT_EQ(to_portuguese("1,250.5"), "1.250,5");
  EXPECT_EQ(to_portuguese("1,250"), "1.250");
  EXPECT_EQ(to_portuguese("3.75"), "3,75");
  EXPECT_EQ(to_portuguese("12:30"), "12:30");
  EXPECT_EQ(to_portuguese("1.2.3"), "1.2.3");
  EXPECT_EQ(to_portuguese("12,34"), "12,34");
  EXPECT_EQ(convert_separators("1.250,5", Language::kGerman, Language::kEnglish), "1,250.5");
  EXPECT_EQ(convert_separators("1,250.5", Language::kEnglish, Language::kJapanese), "1,250.5");
}

}  // namespace
}  // namespace dragoman::text

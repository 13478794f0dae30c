#include "core/language.h"

#include <set>

#include <gtest/gtest.h>

namespace dragoman::core {
namespace {

TEST(Languages, TableIsInEnumOrderWithDistinctCodes) {
  std::set<std::string_view> codes;
  std::size_t index = 0;
  for (const auto& language : languages()) {
    EXPECT_EQ(static_cast<std::size_t>(language.language), index++);
    codes.insert(language.code);
  }
  EXPECT_EQ(codes.size(), kLanguageCount);
}

TEST(ParseLanguage, TakesCodesAndNamesInAnyCase) {
  EXPECT_EQ(parse_language("yue"), Language::kCantonese);
  EXPECT_EQ(parse_language("PT"), Language::kPortuguese);
  EXPECT_EQ(parse_language("gErMaN"), Language::kGerman);
}

TEST(ParseLanguage, RefusesTheRest) {
  for (const auto* text : {"", "auto", "e", "english ", "pt-BR", "xx"}) {
    EXPECT_EQ(parse_language(text), std::nullopt) << text;
  }
}

TEST(LanguageSet, HoldsWhatIsPutIn) {
  LanguageSet set{Language::kHindi};
  set.insert(Language::kThai);
  EXPECT_TRUE(set.contains(Language::kHindi));
  EXPECT_FALSE(set.contains(Language::kEnglish));
  EXPECT_EQ(set.size(), 2U);
  EXPECT_EQ(LanguageSet::all().size(), kLanguageCount);
}

}  // namespace
}  // namespace dragoman::core

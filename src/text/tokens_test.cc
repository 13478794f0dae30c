#include "text/tokens.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace dragoman::text {
namespace {

TEST(CountTokens, CountsRunsOfFourLetters) {
  EXPECT_EQ(count_tokens(""), 0);
  EXPECT_EQ(count_tokens("   \n"), 0);
  EXPECT_EQ(count_tokens("word"), 1);
  EXPECT_EQ(count_tokens("words"), 2);
  EXPECT_EQ(count_tokens("Hello, world!"), 6);  // Hell o , worl d !
  EXPECT_EQ(count_tokens("não"), 1);
}

TEST(CountTokens, CountsOneACharacterInUnspacedScripts) {
  EXPECT_EQ(count_tokens("你好。"), 3);
  EXPECT_EQ(count_tokens("안녕"), 2);
}

TEST(CountTokens, TakesIllFormedInput) { EXPECT_EQ(count_tokens("\xff\xfe"), 2); }

TEST(CountTokens, IsAdditiveOverSentences) {
  EXPECT_EQ(count_tokens("One two.") + count_tokens(" Three."), count_tokens("One two. Three."));
}

TEST(FirstTokens, CutsBetweenTokens) {
  EXPECT_EQ(first_tokens("Hello, world!", 0), "");
  EXPECT_EQ(first_tokens("Hello, world!", 3), "Hello, ");
  EXPECT_EQ(first_tokens("Hello, world!", 6), "Hello, world!");
  EXPECT_EQ(first_tokens("你好。", 1), "你");
}

TEST(FirstTokens, LeavesAsManyTokensAsWereAskedFor) {
  const std::string_view text =
      "Ünïcödé 2025: 東京タワー, กรุงเทพ, 서울 — naïveté\xff ½ e\u0301e\u0301e\u0301.";
  const auto all = count_tokens(text);
  for (std::int64_t wanted = 0; wanted <= all + 1; ++wanted) {
    const auto first = first_tokens(text, wanted);
    EXPECT_EQ(count_tokens(first), std::min(wanted, all));
    EXPECT_EQ(count_tokens(first) + count_tokens(text.substr(first.size())), all);
  }
}

}  // namespace
}  // namespace dragoman::text

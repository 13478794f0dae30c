#include "engines/onnx/kokoro_tokens.h"

#include <string>

#include <gtest/gtest.h>

namespace dragoman::engines::onnx {
namespace {

// As one letter a piece: words are 'a', the marks themselves.
std::vector<std::size_t> lengths(std::u32string_view phonemes, std::size_t limit) {
  std::vector<std::size_t> result;
  for (const auto& piece : split_tokens(kokoro_tokens(phonemes), limit)) {
    result.push_back(piece.tokens.size());
  }
  return result;
}

using Lengths = std::vector<std::size_t>;

TEST(KokoroTokens, FollowTheVocabulary) {
  EXPECT_EQ(kokoro_tokens(U"həlˈO!"), (std::vector<std::int64_t>{50, 83, 54, 156, 31, 5}));
  EXPECT_EQ(kokoro_tokens(U""), std::vector<std::int64_t>());
}

TEST(KokoroTokens, LeaveOutWhatIsNotInIt) {
  EXPECT_EQ(kokoro_tokens(U"a\U0001F600$gb"), kokoro_tokens(U"ab"));
}

TEST(SplitTokens, AShortTextIsOnePiece) {
  EXPECT_EQ(lengths(U"abc, def.", 20), Lengths{9});
  EXPECT_EQ(lengths(U"  abc  ", 20), Lengths{3});
  EXPECT_TRUE(lengths(U"", 20).empty());
  EXPECT_TRUE(lengths(U"   ", 20).empty());
}

TEST(SplitTokens, CutsAfterSentencesFirst) {
  // The clause stands nearer to the middle.
  EXPECT_EQ(lengths(U"aaa aaa. aa, aaaa aaaaa", 16), (Lengths{8, 14}));
}

TEST(SplitTokens, ThenAfterClausesThenWords) {
  EXPECT_EQ(lengths(U"aaa aaa, aa aaaa aaaaa", 16), (Lengths{8, 13}));
  EXPECT_EQ(lengths(U"aaaa aaa aaa aaa", 10), (Lengths{8, 7}));
}

TEST(SplitTokens, KeepsClosingMarksWithTheirSentence) {
  EXPECT_EQ(lengths(U"“aaaa aa.” aaaa aaaaa", 14), (Lengths{10, 10}));
}

TEST(SplitTokens, CutsAnywhereInTheEnd) {
  EXPECT_EQ(lengths(std::u32string(1000, U'a'), 510), (Lengths{510, 490}));
}

TEST(SplitTokens, LosesNothingAndStaysInTheLimit) {
  std::u32string text;
  for (int i = 0; i < 400; ++i) text += i % 17 == 0 ? U"aaa. " : i % 5 == 0 ? U"bb, " : U"cccc ";
  const auto tokens = kokoro_tokens(text);
  std::size_t kept = 0;
  std::size_t spaces = 0;
  for (const auto token : tokens) spaces += token == 16 ? 1 : 0;
  for (const auto& piece : split_tokens(tokens, 50)) {
    EXPECT_LE(piece.tokens.size(), 50U);
    EXPECT_GE(piece.tokens.size(), 20U);
    for (const auto token : piece.tokens) kept += token == 16 ? 0 : 1;
  }
  EXPECT_EQ(kept, tokens.size() - spaces);
}

TEST(SplitTokens, GivesThePauseThatTheCutTook) {
  const auto pieces = split_tokens(kokoro_tokens(U"aaaa aaaa. bbbb bbbb, cccc cccc"), 12);
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_GT(pieces[0].pause_after_s, pieces[1].pause_after_s);
  EXPECT_GT(pieces[1].pause_after_s, 0.0);
  EXPECT_EQ(pieces[2].pause_after_s, 0.0);
}

}  // namespace
}  // namespace dragoman::engines::onnx

#include "engines/ctranslate2/whisper_prompt.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/ctranslate2/whisper_network.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "Ġ" is how vocabularies spell a space.
WhisperTokens read_tokens(const std::string& previous = "<|startofprev|>") {
  const std::vector<std::string> vocabulary = {"a",
                                               "b",
                                               "c",
                                               "Ġ",
                                               ",",
                                               ".",
                                               "ab",
                                               "Ġa",
                                               "Ġab",
                                               "bc",
                                               "<|endoftext|>",
                                               "<|startoftranscript|>",
                                               "<|en|>",
                                               "<|translate|>",
                                               "<|transcribe|>",
                                               previous,
                                               "<|nospeech|>",
                                               "<|notimestamps|>"};
  auto tokens = WhisperTokens::read(vocabulary);
  EXPECT_TRUE(tokens.ok());
  return tokens.ok() ? *std::move(tokens) : WhisperTokens();
}

TEST(Tokenise, PutsPairsTogetherInTheOrderOfTheirIds) {
  const auto tokens = read_tokens();
  EXPECT_THAT(tokens.tokenise("ab"), ElementsAre(6U));
  EXPECT_THAT(tokens.tokenise("abc"), ElementsAre(6U, 2U));  // "ab" comes before "bc"
  EXPECT_THAT(tokens.tokenise("bc"), ElementsAre(9U));
  EXPECT_THAT(tokens.tokenise("a ab"), ElementsAre(0U, 8U));
  EXPECT_THAT(tokens.tokenise(" a"), ElementsAre(7U));
  EXPECT_THAT(tokens.tokenise("  a"), ElementsAre(3U, 7U));
}

TEST(Tokenise, LeavesOutWhatNoTokenSpells) {
  const auto tokens = read_tokens();
  EXPECT_THAT(tokens.tokenise("axb\xFF"), ElementsAre(0U, 1U));
  EXPECT_THAT(tokens.tokenise(""), IsEmpty());
}

TEST(Prompt, IsAListThenTheTextBefore) {
  const auto tokens = read_tokens();
  const std::vector<std::string> terms = {"ab", "c"};
  EXPECT_EQ(make_prompt(tokens, terms, ""), tokens.tokenise(" ab, c."));
  auto both = tokens.tokenise(" ab, c.");
  const auto before = tokens.tokenise(" bc.");
  both.insert(both.end(), before.begin(), before.end());
  EXPECT_EQ(make_prompt(tokens, terms, "bc."), both);
  EXPECT_THAT(make_prompt(tokens, {}, ""), IsEmpty());
}

TEST(Prompt, IsBounded) {
  const auto tokens = read_tokens();
  const std::vector<std::string> terms(1000, "ab");
  const auto list = make_prompt(tokens, terms, "");
  EXPECT_LE(list.size(), kMostPrevious / 2 + 1);
  EXPECT_GT(list.size(), kMostPrevious / 3);
  const std::string text(1U << 20U, 'a');
  EXPECT_EQ(make_prompt(tokens, terms, text).size(), kMostPrevious);
  EXPECT_THAT(make_prompt(tokens, std::vector{text}, ""), IsEmpty());
}

TEST(Prompt, IsEmptyWhereTheModelReadsNone) {
  const std::vector<std::string> terms = {"ab"};
  EXPECT_THAT(make_prompt(read_tokens("<|other|>"), terms, "ab"), IsEmpty());
}

TEST(Echoes, OfManyTokensAreFound) {
  std::vector<TokenId> prompt;
  for (TokenId id = 0; id < 40; ++id) prompt.push_back(id);
  const std::vector<TokenId> eight = {99, 10, 11, 12, 13, 14, 15, 16, 17, 98};
  EXPECT_TRUE(echoes(eight, prompt));
  const std::vector<TokenId> seven = {99, 10, 11, 12, 13, 14, 15, 16, 97, 98};
  EXPECT_FALSE(echoes(seven, prompt));
  EXPECT_TRUE(echoes(std::vector<TokenId>{10, 11, 12}, prompt));
  EXPECT_FALSE(echoes(std::vector<TokenId>{10, 11}, prompt));  // a name, said again
  EXPECT_FALSE(echoes(eight, {}));
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2

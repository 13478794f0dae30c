#include "engines/ctranslate2/whisper_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "engines/ctranslate2/testing/tiny_whisper.h"

namespace dragoman::engines::ctranslate2 {
namespace {

using core::Language;

// GPT-2's spelling of a few bytes: Ġ is a space, Ċ a new line, âĤ¬ the euro sign, ä½ł the character
// 你.
const std::vector<std::string> kVocabulary = {"Ġhello",
                                              "Ċ",
                                              "âĤ",
                                              "¬",
                                              "ä½ł",
                                              "Ġ",
                                              "(",
                                              "Ġ(",
                                              "âĻ",
                                              "-",
                                              "Ġ-",
                                              "'",
                                              "Ġ[[",
                                              "âĻª",
                                              "ï¿",
                                              "x",
                                              "<|endoftext|>",
                                              "<|startoftranscript|>",
                                              "<|en|>",
                                              "<|yue|>",
                                              "<|th|>",
                                              "<|xx|>",
                                              "<|translate|>",
                                              "<|transcribe|>",
                                              "<|nospeech|>",
                                              "<|notimestamps|>",
                                              "<|0.00|>"};

WhisperTokens tokens() {
  auto read = WhisperTokens::read(kVocabulary);
  EXPECT_TRUE(read.ok());
  return read ? std::move(*read) : WhisperTokens();
}

TEST(WhisperTokens, FindsItsMarks) {
  const auto t = tokens();
  EXPECT_EQ(t.end_of_text, 16U);
  EXPECT_EQ(t.start_of_transcript, 17U);
  EXPECT_EQ(t.translate, 22U);
  EXPECT_EQ(t.transcribe, 23U);
  EXPECT_EQ(t.no_speech, 24U);
  EXPECT_EQ(t.no_timestamps, 25U);
  EXPECT_EQ(t.vocabulary_size, kVocabulary.size());
  EXPECT_EQ(t.blank, 5U);
}

TEST(WhisperTokens, KnowsTheContractsLanguagesThatItHasATokenFor) {
  const auto t = tokens();
  EXPECT_EQ(t.languages(),
            (core::LanguageSet{Language::kEnglish, Language::kCantonese, Language::kThai}));
  EXPECT_EQ(t.language[static_cast<std::size_t>(Language::kCantonese)], 19U);
  EXPECT_FALSE(t.language[static_cast<std::size_t>(Language::kGerman)]);
}

TEST(WhisperTokens, SpellsText) {
  const auto t = tokens();
  EXPECT_EQ(t.text(std::vector<TokenId>{0, 0}), "hello hello");
  EXPECT_EQ(t.text(std::vector<TokenId>{0, 2, 3, 1, 4}), "hello€\n你");
  EXPECT_EQ(t.text(std::vector<TokenId>{5, 1, 5}), "");
  EXPECT_EQ(t.text({}), "");
}

TEST(WhisperTokens, PassesOverMarksAndUnknownIds) {
  EXPECT_EQ(tokens().text(std::vector<TokenId>{17, 0, 26, 16, 999999, 15}), "hellox");
}

TEST(WhisperTokens, LeavesOutCharactersThatAreCutShort) {
  const auto t = tokens();
  EXPECT_EQ(t.text(std::vector<TokenId>{0, 2}), "hello");
  EXPECT_EQ(t.text(std::vector<TokenId>{2, 0, 3, 15}), "hellox");
  EXPECT_EQ(t.text(std::vector<TokenId>{14, 14, 15, 2, 2, 3}), "x€");
}

TEST(WhisperTokens, SignsAreUnspoken) {
  // "(", " (", what notes begin with, " -", " [[", a note; but "-" and "'" stand inside words.
  EXPECT_THAT(tokens().unspoken, testing::ElementsAre(6, 7, 8, 10, 12, 13));
}

TEST(WhisperTokens, OldNameOfNoSpeech) {
  auto vocabulary = kVocabulary;
  vocabulary[24] = "<|nocaptions|>";
  const auto read = WhisperTokens::read(vocabulary);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->no_speech, 24U);
}

TEST(WhisperTokens, RefusesAVocabularyWithoutItsMarks) {
  for (const TokenId id : {16U, 17U, 18U, 22U, 23U, 24U, 25U}) {
    auto vocabulary = kVocabulary;
    vocabulary[id] = "<|gone|>";
    const auto read = WhisperTokens::read(vocabulary);
    ASSERT_FALSE(read.ok()) << kVocabulary[id];
    EXPECT_EQ(read.error().kind, base::ErrorKind::kModelInvalid);
    EXPECT_THAT(read.error().message, testing::HasSubstr(kVocabulary[id]));
  }
  EXPECT_FALSE(WhisperTokens::read({}).ok());
}

TEST(WhisperTokens, StandsAnyBytes) {
  auto vocabulary = kVocabulary;
  vocabulary[0] = std::string("\xFF\xC4\x00\xF0\x9F\x98\x80\xC3", 8);
  vocabulary[1] = "";
  const auto read = WhisperTokens::read(vocabulary);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(base::is_valid_utf8(read->text(std::vector<TokenId>{0, 1, 15, 0})));
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2

#include "engines/ctranslate2/whisper_alignment.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman::engines::ctranslate2 {
namespace {

using core::Language;
using testing::ElementsAre;
using testing::IsEmpty;

// Two heads that look at frame centres[row] +- 2 in each row, the second of them vaguely.
Attention looking_at(const std::vector<std::size_t>& centres, std::size_t frames) {
  Attention attention{2, centres.size(), frames, {}};
  for (const float sureness : {6.0F, 2.0F}) {
    for (const std::size_t centre : centres) {
      for (std::size_t frame = 0; frame < frames; ++frame) {
        const auto distance = frame > centre ? frame - centre : centre - frame;
        attention.logits.push_back(distance <= 2 ? sureness : 0.0F);
      }
    }
  }
  return attention;
}

TEST(Align, FindsWhereEachRowBegins) {
  const auto begins = align(looking_at({5, 15, 25, 35}, 40));
  ASSERT_EQ(begins.size(), 4U);
  EXPECT_EQ(begins[0], 0U);
  for (std::size_t row = 1; row < 4; ++row) {
    EXPECT_GT(begins[row], 10 * row - 5);
    EXPECT_LE(begins[row], 10 * row + 5);
  }
}

TEST(Align, TakesOneRowAndFewFrames) {
  EXPECT_THAT(align(looking_at({3}, 10)), ElementsAre(0U));
  EXPECT_EQ(align(looking_at({0, 0, 0, 0}, 2)).size(), 4U);
  EXPECT_EQ(align(looking_at({0, 0}, 1)).size(), 2U);
  EXPECT_THAT(align(Attention{}), IsEmpty());
  EXPECT_THAT(align(Attention{0, 3, 5, {}}), IsEmpty());
}

TEST(Align, NeverGoesBack) {
  const auto begins = align(looking_at({30, 5, 20, 10}, 40));
  EXPECT_TRUE(std::is_sorted(begins.begin(), begins.end()));
  EXPECT_LT(begins.back(), 40U);
}

std::vector<std::string_view> texts(const std::vector<core::Word>& words) {
  std::vector<std::string_view> all;
  for (const auto& word : words) all.push_back(word.text);
  return all;
}

TEST(Words, BeginAtSpaces) {
  const std::vector<std::string_view> tokens = {" And", " fel", "low", " Americans",
                                                ",",    " ask", "."};
  const std::vector<std::size_t> begins = {10, 20, 30, 40, 60, 65, 85, 90};
  const auto words = make_words(tokens, begins, Language::kEnglish, 5);
  EXPECT_THAT(texts(words), ElementsAre("And", "fellow", "Americans,", "ask."));
  EXPECT_DOUBLE_EQ(words[1].span.start.count(), 0.4);
  EXPECT_DOUBLE_EQ(words[1].span.end.count(), 0.8);
  EXPECT_DOUBLE_EQ(words[3].span.end.count(), 1.8);
}

TEST(Words, BeginAtCharactersWhereNoSpacesAre) {
  // The second character comes in two tokens.
  const std::vector<std::string_view> tokens = {"你好", "\xE4\xB8", "\x96", "。", "界"};
  const auto words =
      make_words(tokens, std::vector<std::size_t>{0, 10, 12, 20, 25, 30}, Language::kChinese, 5);
  EXPECT_THAT(texts(words), ElementsAre("你好", "世。", "界"));
  EXPECT_EQ(
      make_words(tokens, std::vector<std::size_t>{0, 10, 12, 20, 25, 30}, Language::kKorean, 5)
          .size(),
      1U);
}

TEST(Words, DoNotTakeInSilence) {
  const std::vector<std::string_view> tokens = {" one", " two", " three", " four", " five", " six"};
  const std::vector<std::size_t> begins = {0, 100, 110, 300, 310, 320, 330};
  const auto words = make_words(tokens, begins, Language::kEnglish, 10);
  ASSERT_EQ(words.size(), 6U);
  EXPECT_DOUBLE_EQ(words[0].span.end.count(), 2.0);
  EXPECT_GT(words[0].span.start.count(), 1.0);  // silence stood before it
  EXPECT_DOUBLE_EQ(words[2].span.start.count(), 2.2);
  EXPECT_LT(words[2].span.end.count(), 5.0);  // and behind this
}

TEST(Words, EndWithTheUtterance) {
  const auto words = make_words(std::vector<std::string_view>{" one"},
                                std::vector<std::size_t>{10, 200}, Language::kEnglish, 1.5);
  ASSERT_EQ(words.size(), 1U);
  EXPECT_DOUBLE_EQ(words[0].span.end.count(), 1.5);
}

TEST(Words, WithoutTimesAreNone) {
  EXPECT_THAT(make_words(std::vector<std::string_view>{" one"}, {}, Language::kEnglish, 1),
              IsEmpty());
  EXPECT_THAT(make_words({}, std::vector<std::size_t>{0}, Language::kEnglish, 1), IsEmpty());
}

}  // namespace
}  // namespace dragoman::engines::ctranslate2

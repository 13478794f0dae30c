#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engines/mt.h"

namespace dragoman::engines {

/// What the suite needs of one translator.
struct MtUnderTest {
  std::function<std::unique_ptr<Translator>()> open;
  Direction direction;                 ///< One of directions().
  std::vector<std::string> sentences;  ///< At least two, in the direction's source language.
};

/// What every translator must do (engines/mt.h).
class MtContract : public testing::TestWithParam<MtUnderTest> {
 protected:
  void SetUp() override {
    translator_ = GetParam().open();
    ASSERT_NE(translator_, nullptr);
  }

  [[nodiscard]] static MtRequest request(std::vector<std::string> sentences) {
    return {GetParam().direction, std::move(sentences), {}};
  }

  MtResponse translate(std::vector<std::string> sentences) {
    const auto one = request(std::move(sentences));
    auto answers = translator_->translate({&one, 1});
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.front().ok());
    return answers.front().ok() ? *answers.front() : MtResponse();
  }

  std::unique_ptr<Translator> translator_;
};

TEST_P(MtContract, NamesItsDirections) {
  const auto directions = translator_->directions();
  EXPECT_NE(std::ranges::find(directions, GetParam().direction), directions.end());
}

TEST_P(MtContract, TranslatesEachSentenceInOrder) {
  const auto together = translate(GetParam().sentences);
  ASSERT_EQ(together.size(), GetParam().sentences.size());
  for (std::size_t i = 0; i < together.size(); ++i) {
    EXPECT_FALSE(together[i].empty());
    EXPECT_NE(together[i], GetParam().sentences[i]);
  }
  EXPECT_NE(together[0], together[1]);
}

TEST_P(MtContract, EmptySentencesStayEmptyAndKeepTheirPlace) {
  const auto answer = translate({"", GetParam().sentences[0], "  "});
  ASSERT_EQ(answer.size(), 3U);
  EXPECT_EQ(answer[0], "");
  EXPECT_FALSE(answer[1].empty());
}

TEST_P(MtContract, NoSentencesAreFine) { EXPECT_TRUE(translate({}).empty()); }

TEST_P(MtContract, TakesAVeryLongSentence) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += GetParam().sentences[0] + " ";
  EXPECT_FALSE(translate({text}).at(0).empty());
}

TEST_P(MtContract, TakesIllFormedText) { EXPECT_EQ(translate({"caf\xff \xc3"}).size(), 1U); }

TEST_P(MtContract, ABatchAnswersEachInOrder) {
  const std::vector<MtRequest> batch{request({GetParam().sentences[0]}),
                                     request({GetParam().sentences[1], GetParam().sentences[0]})};
  const auto answers = translator_->translate(batch);
  ASSERT_EQ(answers.size(), 2U);
  ASSERT_TRUE(answers[0].ok());
  ASSERT_TRUE(answers[1].ok());
  EXPECT_EQ(answers[0]->size(), 1U);
  EXPECT_EQ(answers[1]->size(), 2U);
  EXPECT_EQ((*answers[0])[0], (*answers[1])[1]);
}

TEST_P(MtContract, ACancelledRequestHarmsNoOther) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kClientGone);
  std::vector<MtRequest> batch{request(GetParam().sentences), request(GetParam().sentences)};
  batch[0].cancel = source.token();
  const auto answers = translator_->translate(batch);
  ASSERT_EQ(answers.size(), 2U);
  ASSERT_FALSE(answers[0].ok());
  EXPECT_EQ(answers[0].error().kind, base::ErrorKind::kCancelled);
  EXPECT_TRUE(answers[1].ok());
}

TEST_P(MtContract, AnEmptyBatchIsFine) { EXPECT_TRUE(translator_->translate({}).empty()); }

}  // namespace dragoman::engines

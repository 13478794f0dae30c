#include "engines/joined_translator.h"

#include <map>
#include <string>
#include <utility>

#include <gmock/gmock.h>

namespace dragoman::engines {
namespace {

using core::Language;
using ::testing::ElementsAre;

constexpr Direction kFrench{Language::kEnglish, Language::kFrench};
constexpr Direction kGerman{Language::kEnglish, Language::kGerman};
constexpr Direction kThai{Language::kEnglish, Language::kThai};

// Says its name and the sentence; nothing to "hard", and fails on "broken".
class Named final : public Translator {
 public:
  Named(std::string name, std::vector<Direction> directions, bool knows_hard)
      : name_(std::move(name)), directions_(std::move(directions)), knows_hard_(knows_hard) {}

  std::vector<Direction> directions() const override { return directions_; }
  bool reads_context(Direction /*direction*/) const override { return knows_hard_; }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override {
    std::vector<base::Result<MtResponse>> responses;
    for (const auto& request : batch) {
      base::Result<MtResponse> response = MtResponse{};
      for (const auto& sentence : request.sentences) {
        if (!response) break;
        if (sentence == "broken") {
          response = base::Error{base::ErrorKind::kInternal, name_, ""};
        } else if (sentence.empty() || (sentence == "hard" && !knows_hard_)) {
          response->emplace_back();
        } else {
          response->push_back(name_ + " " + sentence);
        }
      }
      responses.push_back(std::move(response));
    }
    return responses;
  }

 private:
  std::string name_;
  std::vector<Direction> directions_;
  bool knows_hard_;
};

std::unique_ptr<Translator> joined() {
  std::vector<std::unique_ptr<Translator>> parts;
  parts.push_back(std::make_unique<Named>("first", std::vector{kFrench}, false));
  parts.push_back(std::make_unique<Named>("second", std::vector{kFrench, kGerman}, true));
  return join_translators(std::move(parts));
}

base::Result<MtResponse> translate(Direction direction, std::vector<std::string> sentences) {
  const MtRequest request{direction, std::move(sentences), {}};
  auto responses = joined()->translate({&request, 1});
  EXPECT_EQ(responses.size(), 1U);
  return responses.at(0);
}

TEST(JoinedTranslator, HasEachDirectionOnce) {
  EXPECT_THAT(joined()->directions(), ElementsAre(kFrench, kGerman));
}

TEST(JoinedTranslator, TheFirstThatCoversADirectionTranslatesIt) {
  EXPECT_THAT(*translate(kFrench, {"a", "b"}), ElementsAre("first a", "first b"));
  EXPECT_THAT(*translate(kGerman, {"a"}), ElementsAre("second a"));
}

TEST(JoinedTranslator, WhatOneLeavesOutTheNextIsAsked) {
  EXPECT_THAT(*translate(kFrench, {"a", "hard", "", "b"}),
              ElementsAre("first a", "second hard", "", "first b"));
}

TEST(JoinedTranslator, TheFirstThatCoversADirectionSaysWhetherContextIsRead) {
  EXPECT_FALSE(joined()->reads_context(kFrench));
  EXPECT_TRUE(joined()->reads_context(kGerman));
  EXPECT_FALSE(joined()->reads_context(kThai));
}

TEST(JoinedTranslator, AFailureStaysOne) {
  const auto response = translate(kFrench, {"broken"});
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().message, "first");
}

TEST(JoinedTranslator, ADirectionThatNobodyCoversIsSaid) {
  const auto response = translate(kThai, {"a"});
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().kind, base::ErrorKind::kLanguageUnsupported);
  EXPECT_TRUE(joined()->translate({}).empty());
}

}  // namespace
}  // namespace dragoman::engines

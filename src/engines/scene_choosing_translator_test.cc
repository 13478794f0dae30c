// The mechanism, on an engine that the test makes: what is asked for, and what is made of it.
#include "engines/scene_choosing_translator.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "engines/remembering_translator.h"
#include "engines/scene_choice.h"

namespace dragoman::engines {
namespace {

using core::Language;
using ::testing::ElementsAre;

constexpr Direction kChinese{Language::kEnglish, Language::kChinese};
constexpr Direction kEnglish{Language::kFrench, Language::kEnglish};
constexpr Direction kOther{Language::kFrench, Language::kChinese};

// Translates "mask" by its likelier sense, and knows the other.
class Senses final : public Translator {
 public:
  explicit Senses(std::vector<std::string>& asked) : asked_(asked) {}

  std::vector<Direction> directions() const override { return {kChinese, kEnglish, kOther}; }
  std::vector<base::Result<MtResponse>> translate(std::span<const MtRequest> batch) override {
    std::vector<base::Result<MtResponse>> responses;
    for (const auto& request : batch) {
      MtResponse response;
      for (const auto& sentence : request.sentences) {
        asked_.push_back(sentence);
        response.push_back(sentence.find("surgeon") != std::string::npos ? "外科医生戴着口罩"
                           : sentence.find("There is") != std::string::npos ? "这里有一个人"
                           : sentence == "L'avocat."                        ? "The lawyer."
                                                                            : "面具");
      }
      responses.emplace_back(std::move(response));
    }
    return responses;
  }
  base::Result<std::vector<MtCandidate>> alternatives(const MtRequest& request,
                                                      std::size_t most) override {
    EXPECT_EQ(most, kMostAlternatives);
    const auto& sentence = request.sentences.front();
    if (sentence == "broken") return base::Error{base::ErrorKind::kInternal, "It broke.", ""};
    if (sentence == "L'avocat.") return std::vector<MtCandidate>{{"The avocado.", 1.0}};
    return std::vector<MtCandidate>{{"口罩", 1.0}};
  }

 private:
  std::vector<std::string>& asked_;
};

class SceneChoosing : public ::testing::Test {
 protected:
  SceneChoosing() {
    std::vector<std::unique_ptr<Translator>> replicas;
    replicas.push_back(std::make_unique<Senses>(asked_));
    translator_ = std::move(choose_by_notes(std::move(replicas)).front());
  }

  MtResponse translate(Direction direction, std::vector<std::string> sentences, std::string notes) {
    const MtRequest request{direction, std::move(sentences), {}, {.notes = std::move(notes)}};
    auto responses = translator_->translate({&request, 1});
    EXPECT_TRUE(responses.front().ok());
    return responses.front().ok() ? *responses.front() : MtResponse();
  }

  std::vector<std::string> asked_;
  std::unique_ptr<Translator> translator_;
};

TEST_F(SceneChoosing, TakesTheSenseThatIsSeen) {
  EXPECT_THAT(translate(kChinese, {"Her mask.", "broken"}, "A surgeon with a face mask."),
              ElementsAre("口罩", "面具"));
  EXPECT_THAT(translate(kChinese, {"Her mask."}, "A ball in Venice."), ElementsAre("面具"));
  EXPECT_THAT(translate(kEnglish, {"L'avocat."}, "An avocado on a plate."),
              ElementsAre("The avocado."));
}

TEST_F(SceneChoosing, AsksNothingWithoutANote) {
  EXPECT_THAT(translate(kChinese, {"Her mask."}, ""), ElementsAre("面具"));
  EXPECT_THAT(asked_, ElementsAre("Her mask."));
}

TEST_F(SceneChoosing, PutsANoteIntoTheLanguageOnce) {
  for (int i = 0; i < 3; ++i) translate(kChinese, {"Her mask."}, "A surgeon.");
  EXPECT_EQ(std::ranges::count(asked_, "A surgeon."), 1);
  EXPECT_EQ(std::ranges::count(asked_, everyday_english()), 1);
}

TEST_F(SceneChoosing, HeedsNotesWhereEnglishIsOnOneSide) {
  EXPECT_TRUE(translator_->reads_notes(kChinese));
  EXPECT_TRUE(translator_->reads_notes(kEnglish));
  EXPECT_FALSE(translator_->reads_notes(kOther));
  EXPECT_FALSE(translator_->reads_context(kChinese));
  EXPECT_THAT(translate(kOther, {"Le masque."}, "A surgeon."), ElementsAre("面具"));
}

TEST_F(SceneChoosing, WhatIsRememberedHasItsScene) {
  std::vector<std::unique_ptr<Translator>> replicas;
  replicas.push_back(std::move(translator_));
  translator_ = std::move(remember_repeats(std::move(replicas), 1U << 20U).front());
  EXPECT_TRUE(translator_->reads_notes(kChinese));
  EXPECT_THAT(translate(kChinese, {"Her mask."}, ""), ElementsAre("面具"));
  EXPECT_THAT(translate(kChinese, {"Her mask."}, "A surgeon."), ElementsAre("口罩"));
  EXPECT_THAT(translate(kChinese, {"Her mask."}, ""), ElementsAre("面具"));
  const auto before = asked_.size();
  EXPECT_THAT(translate(kChinese, {"Her mask."}, "A surgeon."), ElementsAre("口罩"));
  EXPECT_EQ(asked_.size(), before);
}

TEST_F(SceneChoosing, StopsWhenCancelled) {
  base::CancelSource cancel;
  cancel.cancel(base::CancelReason::kClientGone);
  const MtRequest request{kChinese, {"Her mask."}, cancel.token(), {.notes = "A surgeon."}};
  EXPECT_EQ(translator_->translate({&request, 1}).front().error().kind,
            base::ErrorKind::kCancelled);
}

}  // namespace
}  // namespace dragoman::engines

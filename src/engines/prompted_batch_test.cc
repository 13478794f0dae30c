#include "engines/prompted_batch.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace dragoman::engines {
namespace {

using core::Language;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const auto kFitsAlways = [](const MtRequest&, const Stretch&) { return true; };

MtRequest request(std::vector<std::string> sentences, std::vector<core::Term> terms = {}) {
  MtRequest made;
  made.direction = {Language::kEnglish, Language::kFrench};
  made.sentences = std::move(sentences);
  made.hints.terms = std::make_shared<const std::vector<core::Term>>(std::move(terms));
  return made;
}

TEST(PromptedBatch, AsksForWhatSaysAnything) {
  const std::vector<MtRequest> batch{request({"Good morning.", "...", ""})};
  PromptedBatch asked(batch, kFitsAlways);
  const auto pending = asked.pending();
  ASSERT_THAT(pending, SizeIs(1));
  asked.judge(*pending[0], std::string("Bonjour."));
  EXPECT_THAT(asked.pending(), IsEmpty());
  const auto answers = asked.gather("m");
  EXPECT_THAT(*answers.at(0), ElementsAre("Bonjour.", "...", ""));
}

TEST(PromptedBatch, WhatIsNoTranslationIsAskedForAgainAndThenLeftOut) {
  const std::vector<MtRequest> batch{request({"Good morning to all of you."})};
  PromptedBatch asked(batch, kFitsAlways);
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(asked.pending(), SizeIs(1));
    asked.judge(*asked.pending()[0], std::string("Good morning to all of you."));
  }
  EXPECT_THAT(*asked.gather("m").at(0), ElementsAre(""));
}

TEST(PromptedBatch, TheAnswerWithMoreTermsCounts) {
  const std::vector<MtRequest> batch{request({"The morning train is late."}, {{"train", "TER"}})};
  PromptedBatch asked(batch, kFitsAlways);
  asked.judge(*asked.pending().at(0), std::string("Le train du matin est en retard."));
  ASSERT_THAT(asked.pending(), SizeIs(1));
  asked.judge(*asked.pending()[0], std::string("Le TER du matin est en retard."));
  EXPECT_THAT(*asked.gather("m").at(0), ElementsAre("Le TER du matin est en retard."));
}

TEST(PromptedBatch, AnErrorIsTheWholeRequests) {
  const std::vector<MtRequest> batch{request({"Good morning.", "Good night."}),
                                     request({"Good night."})};
  PromptedBatch asked(batch, kFitsAlways);
  const auto pending = asked.pending();
  asked.judge(*pending.at(0), base::Error{base::ErrorKind::kUnavailable, "Not now.", ""});
  asked.judge(*pending.at(1), std::string("Bonne nuit."));
  asked.judge(*pending.at(2), std::string("Bonne nuit."));
  const auto answers = asked.gather("m");
  ASSERT_FALSE(answers.at(0).ok());
  EXPECT_EQ(answers[0].error().kind, base::ErrorKind::kUnavailable);
  EXPECT_THAT(*answers.at(1), ElementsAre("Bonne nuit."));
}

TEST(PromptedBatch, SentencesThatDoNotFitAreCut) {
  const std::vector<MtRequest> batch{
      request({"When the rain was over, all went out and nobody came back."})};
  PromptedBatch asked(
      batch, [](const MtRequest&, const Stretch& stretch) { return stretch.text.size() <= 45; });
  const auto pending = asked.pending();
  ASSERT_THAT(pending, SizeIs(2));
  asked.judge(*pending[0], std::string("Quand la pluie fut finie,"));
  asked.judge(*pending[1], std::string("ils sortirent tous, et nul ne revint."));
  EXPECT_THAT(*asked.gather("m").at(0),
              ElementsAre("Quand la pluie fut finie, ils sortirent tous, et nul ne revint."));
}

}  // namespace
}  // namespace dragoman::engines

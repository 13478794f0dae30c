#include "engines/remote/remote_recogniser.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "core/audio.h"
#include "engines/remote/scripted_service_test.h"

namespace dragoman::engines::remote {
namespace {

using core::Language;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

AsrRequest utterance() {
  AsrRequest request;
  request.samples.assign(2 * core::kListenRateHz, 0.1F);
  return request;
}

Transcript heard(const ScriptedService& service, const AsrRequest& request, bool english = true) {
  auto opened = open_remote_recognisers(service.model(), english, 1, ScriptedService::quick());
  EXPECT_TRUE(opened.ok());
  auto answers = opened->front()->recognise({&request, 1});
  EXPECT_TRUE(answers.at(0).ok()) << answers[0].error().detail;
  return answers[0] ? *answers[0] : Transcript();
}

TEST(RemoteRecogniser, GivesTextLanguageAndWords) {
  const ScriptedService service({says(
      R"({"text":" Guten Tag. ","language":"german","words":[{"word":"Guten","start":0.1,"end":0.4}]})")});
  auto request = utterance();
  request.words_wanted = true;
  request.terms = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"Kowalewskaja", "Merkel"});
  request.previous_text = "Hallo.";
  const auto transcript = heard(service, request);
  EXPECT_EQ(transcript.text, "Guten Tag.");
  EXPECT_EQ(transcript.language, Language::kGerman);
  EXPECT_THAT(transcript.words, SizeIs(1));
  EXPECT_THAT(service.server().heads().at(0), HasSubstr("POST /v1/audio/transcriptions "));
  EXPECT_THAT(service.server().bodies().at(0), HasSubstr("Kowalewskaja, Merkel. Hallo."));
}

TEST(RemoteRecogniser, AsksForEnglishWhereItIsWanted) {
  const ScriptedService service(
      {says(R"({"text":"Guten Tag.","language":"de"})"), says(R"({"text":"Good day."})")});
  auto request = utterance();
  request.english_wanted = {Language::kGerman};
  const auto transcript = heard(service, request);
  EXPECT_EQ(transcript.english, "Good day.");
  EXPECT_THAT(service.server().heads().at(1), HasSubstr("POST /v1/audio/translations "));
}

TEST(RemoteRecogniser, KnowsWhatTheServiceCan) {
  const ScriptedService service({says("{}")});
  for (const bool english : {false, true}) {
    const auto opened = open_remote_recognisers(service.model(), english, 2);
    ASSERT_TRUE(opened.ok());
    EXPECT_THAT(*opened, SizeIs(2));
    EXPECT_EQ(opened->front()->languages(), core::LanguageSet::all());
    EXPECT_EQ(opened->front()->to_english().empty(), !english);
  }
}

TEST(RemoteRecogniser, TheLikelyLanguageStandsInForOneItDoesNotSay) {
  const ScriptedService service({says(R"({"text":"Oi."})")});
  auto request = utterance();
  request.likely_language = Language::kPortuguese;
  EXPECT_EQ(heard(service, request).language, Language::kPortuguese);
  request.language = Language::kFrench;
  EXPECT_EQ(heard(service, request).language, Language::kFrench);
  EXPECT_THAT(service.server().bodies().at(1), HasSubstr("name=\"language\"\r\n\r\nfr"));
}

TEST(RemoteRecogniser, WhatNobodySaidIsNoText) {
  auto request = utterance();
  request.previous_text = "Thank you for coming to this place today.";
  for (
      const auto* const body :
      {R"({"text":"  "})",
       R"({"text":"Thanks.","segments":[{"no_speech_prob":0.9,"avg_logprob":-1.5}]})",
       R"({"text":"Thank you for coming to this place today."})",
       R"({"text":"no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no no"})"}) {
    const ScriptedService service({says(body)});
    EXPECT_EQ(heard(service, request).text, "") << body;
    EXPECT_EQ(service.server().requests(), 1U);
  }
}

TEST(RemoteRecogniser, FailuresAreTheRequests) {
  const ScriptedService service(
      {says("gone", 404), says(R"({"text":"Good day.","language":"en"})")});
  auto opened = open_remote_recognisers(service.model(), false, 1, ScriptedService::quick());
  ASSERT_TRUE(opened.ok());
  const std::vector<AsrRequest> batch{utterance(), utterance()};
  const auto answers = opened->front()->recognise(batch);
  ASSERT_FALSE(answers.at(0).ok());
  EXPECT_EQ(answers[0].error().kind, base::ErrorKind::kUnavailable);
  EXPECT_THAT(answers[0].error().message, Not(HasSubstr("sk-key")));
  EXPECT_EQ(answers.at(1)->text, "Good day.");
}

}  // namespace
}  // namespace dragoman::engines::remote

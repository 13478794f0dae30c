#include "engines/remote/remote_synthesiser.h"

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "core/audio.h"
#include "engines/remote/scripted_service_test.h"
#include "engines/remote/wav_bytes.h"

namespace dragoman::engines::remote {
namespace {

using core::Language;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kRateHz = 16000;

std::string tone(double seconds) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(0.2 * std::sin(static_cast<double>(i) * 220 * 6.283 / kRateHz));
  }
  return write_wav(samples, kRateHz);
}

std::vector<Voice> alloy() {
  return {{"alloy", {Language::kEnglish}, "tiny", core::Sex::kUnknown, false}};
}

SpeechRequest request(std::string text = "Good morning.") {
  SpeechRequest made;
  made.text = std::move(text);
  made.voice = "alloy";
  return made;
}

base::Result<Speech> spoken(const ScriptedService& service, const SpeechRequest& asked) {
  auto opened = open_remote_synthesisers(service.model(), alloy(), 1, ScriptedService::quick());
  EXPECT_TRUE(opened.ok());
  return opened->front()->synthesise(asked);
}

double seconds(const Speech& speech) {
  return static_cast<double>(speech.size()) / core::kSpeakRateHz;
}

TEST(RemoteSynthesiser, SpeaksAtOurRate) {
  const ScriptedService service({says(tone(1.0))});
  const auto speech = spoken(service, request());
  ASSERT_TRUE(speech.ok()) << speech.error().detail;
  EXPECT_NEAR(seconds(*speech), 1.0, 0.1);
  EXPECT_THAT(service.server().heads().at(0), HasSubstr("POST /v1/audio/speech "));
  EXPECT_THAT(service.server().bodies().at(0), HasSubstr(R"("voice":"alloy")"));
  EXPECT_THAT(service.server().bodies().at(0), HasSubstr(R"("response_format":"wav")"));
}

TEST(RemoteSynthesiser, MeetsDurationsAndRates) {
  const ScriptedService service({says(tone(1.0))});
  auto asked = request();
  asked.duration_s = 1.5;
  EXPECT_NEAR(seconds(*spoken(service, asked)), 1.5, 0.03);
  const ScriptedService fast({says(tone(0.8))});  // as it would speak at 1.25
  auto hurried = request();
  hurried.rate = 2;
  EXPECT_NEAR(seconds(*spoken(fast, hurried)), 0.5, 0.03);
  EXPECT_THAT(fast.server().bodies().at(0), HasSubstr("\"speed\":1.25"));
}

TEST(RemoteSynthesiser, RefusesWhatNobodyCanSpeak) {
  const ScriptedService service({says(tone(1.0))});
  auto asked = request();
  asked.voice = "nobody";
  EXPECT_EQ(spoken(service, asked).error().kind, base::ErrorKind::kVoiceUnsupported);
  EXPECT_THAT(*spoken(service, request("  ")), IsEmpty());
  EXPECT_EQ(service.server().requests(), 0U);
}

TEST(RemoteSynthesiser, AsksForTheVoicesWhereNoneAreNamed) {
  const ScriptedService service({says(
      R"({"data":[{"id":"Cherry","languages":["en"],"stand_ins":{"en":"af_heart"}},7,{"id":"x"},
          {"id":"af_heart","languages":["en","qq"],"sex":"woman"}]})")});
  const auto opened = open_remote_synthesisers(service.model(), {}, 1, ScriptedService::quick());
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  const auto voices = opened->front()->voices();
  ASSERT_THAT(voices, SizeIs(1));
  EXPECT_EQ(voices[0].id, "af_heart");
  EXPECT_EQ(voices[0].sex, core::Sex::kWoman);
  EXPECT_THAT(service.server().heads().at(0), HasSubstr("GET /v1/voices "));
  const ScriptedService silent({says("", 404)});
  const auto refused = open_remote_synthesisers(silent.model(), {}, 1, ScriptedService::quick());
  EXPECT_THAT(refused.error().message, HasSubstr("synthesiser_voices"));
}

TEST(RemoteSynthesiser, WhatIsNoSoundIsAFailure) {
  for (const std::string body : {"", "ID3", R"({"error":"x"})"}) {
    const ScriptedService service({says(body)});
    EXPECT_EQ(spoken(service, request()).error().kind, base::ErrorKind::kUnavailable) << body;
  }
}

}  // namespace
}  // namespace dragoman::engines::remote

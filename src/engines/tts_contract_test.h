#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/loudness.h"
#include "engines/tts.h"

namespace dragoman::engines {

/// What the suite needs of one synthesiser.
struct TtsUnderTest {
  std::function<std::unique_ptr<Synthesiser>()> open;
  std::string voice;                                   ///< One of voices(),
  core::Language language = core::Language::kEnglish;  ///< which speaks this language
  core::Language foreign = core::Language::kThai;      ///< and not this one.
  std::string sentence;        ///< A sentence of about fifty letters in `language`.
  double length_varies = 0.0;  ///< From call to call, by how large a part.
};

/// What every synthesiser must do (engines/tts.h).
class TtsContract : public testing::TestWithParam<TtsUnderTest> {
 protected:
  void SetUp() override {
    synthesiser_ = GetParam().open();
    ASSERT_NE(synthesiser_, nullptr);
  }

  [[nodiscard]] static SpeechRequest request(std::string text) {
    return {std::move(text), GetParam().language, GetParam().voice, 1.0, {}};
  }

  Speech speak(const SpeechRequest& request) {
    auto speech = synthesiser_->synthesise(request);
    EXPECT_TRUE(speech.ok()) << speech.error().message;
    return speech.ok() ? *std::move(speech) : Speech();
  }

  double seconds_at(double rate) {
    auto one = request(GetParam().sentence);
    one.rate = rate;
    return static_cast<double>(speak(one).size()) / core::kSpeakRateHz;
  }

  void expect_refused(const SpeechRequest& request, base::ErrorKind kind) {
    const auto speech = synthesiser_->synthesise(request);
    ASSERT_FALSE(speech.ok());
    EXPECT_EQ(speech.error().kind, kind);
    EXPECT_FALSE(speech.error().message.empty());
  }

  std::unique_ptr<Synthesiser> synthesiser_;
};

TEST_P(TtsContract, NamesItsVoices) {
  std::set<std::string> ids;
  for (const auto& voice : synthesiser_->voices()) {
    EXPECT_TRUE(ids.insert(voice.id).second) << voice.id;
    EXPECT_FALSE(voice.languages.empty()) << voice.id;
    EXPECT_FALSE(voice.model_id.empty()) << voice.id;
  }
  EXPECT_TRUE(ids.contains(GetParam().voice));
}

TEST_P(TtsContract, SpeaksWithinFullScale) {
  const auto speech = speak(request(GetParam().sentence));
  const auto seconds = static_cast<double>(speech.size()) / core::kSpeakRateHz;
  EXPECT_GT(seconds, 1.0);
  EXPECT_LT(seconds, 8.0);
  float loudest = 0;
  for (const auto sample : speech) {
    ASSERT_TRUE(std::isfinite(sample));
    loudest = std::max(loudest, std::abs(sample));
  }
  EXPECT_LE(loudest, 1.0F);
  EXPECT_GT(loudest, 0.05F);
}

TEST_P(TtsContract, LastsAsLongAsTheRateSays) {
  const auto usual = seconds_at(1.0);
  for (const double rate : {0.5, 1.25, 2.0}) {
    EXPECT_NEAR(seconds_at(rate) * rate / usual, 1.0, 0.02 + GetParam().length_varies) << rate;
  }
}

TEST_P(TtsContract, LastsAsLongAsIsAsked) {
  auto one = request(GetParam().sentence);
  one.duration_s = 0.8 * seconds_at(1.0);
  EXPECT_NEAR(static_cast<double>(speak(one).size()) / core::kSpeakRateHz / *one.duration_s, 1.0,
              0.02);
  for (const double nonsense : {0.0, -1.0, 1e9, std::nan("")}) {
    one.duration_s = nonsense;
    expect_refused(one, base::ErrorKind::kInvalidArgument);
  }
}

TEST_P(TtsContract, EverySentenceIsAsLoud) {
  const auto lufs = loudness_lufs(speak(request(GetParam().sentence)), core::kSpeakRateHz).value();
  EXPECT_NEAR(lufs, kLoudness_lufs, 1.0);
}

TEST_P(TtsContract, NothingToSayIsEmpty) {
  for (const auto* text : {"", " ", "...", "?!", "—", "\"\"", "\xE2\x99\xAA"}) {
    EXPECT_TRUE(speak(request(text)).empty()) << text;
  }
}

TEST_P(TtsContract, ALongTextIsSpokenWhole) {
  std::string text;
  std::size_t sentences = 0;
  for (; text.size() < 2000; ++sentences) text += GetParam().sentence + " ";
  auto one = request(text);
  one.rate = 2.0;
  const auto seconds = static_cast<double>(speak(one).size()) / core::kSpeakRateHz;
  EXPECT_GT(seconds, 0.8 * static_cast<double>(sentences) * seconds_at(2.0));
}

TEST_P(TtsContract, TakesIllFormedText) {
  EXPECT_TRUE(synthesiser_->synthesise(request("caf\xFF \xC3")).ok());
}

TEST_P(TtsContract, RefusesVoicesThatCannotSpeakIt) {
  auto one = request(GetParam().sentence);
  one.voice = "nobody";
  expect_refused(one, base::ErrorKind::kVoiceUnsupported);
  one = request(GetParam().sentence);
  one.language = GetParam().foreign;
  expect_refused(one, base::ErrorKind::kVoiceUnsupported);
}

TEST_P(TtsContract, ACancelledRequestIsNotSpoken) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kClientGone);
  auto one = request(GetParam().sentence);
  one.cancel = source.token();
  expect_refused(one, base::ErrorKind::kCancelled);
  EXPECT_FALSE(speak(request(GetParam().sentence)).empty());
}

TEST_P(TtsContract, ADeadlineEndsIt) {
  const base::CancelSource source(base::CancelToken(), std::chrono::steady_clock::now());
  auto one = request(GetParam().sentence);
  one.cancel = source.token();
  expect_refused(one, base::ErrorKind::kDeadlineExceeded);
}

// Wherever the cancel meets the call, it answers, and the replica speaks again.
TEST_P(TtsContract, CancelWhileSpeakingHarmsNothing) {
  base::CancelSource source;
  auto one = request(GetParam().sentence + " " + GetParam().sentence);
  one.cancel = source.token();
  std::thread canceller([&] { source.cancel(base::CancelReason::kClientGone); });
  const auto speech = synthesiser_->synthesise(one);
  canceller.join();
  if (!speech) {
    EXPECT_EQ(speech.error().kind, base::ErrorKind::kCancelled);
  }
  EXPECT_FALSE(speak(request(GetParam().sentence)).empty());
}

}  // namespace dragoman::engines

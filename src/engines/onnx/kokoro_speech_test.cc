#include "engines/onnx/kokoro_speech.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/onnx/kokoro_tokens.h"

namespace dragoman::engines::onnx {
namespace {

// A model that hums some frames a token, between two pads of silence.
class Hummer {
 public:
  base::Result<std::vector<float>> operator()(std::span<const std::int64_t> tokens,
                                              const FrameRule& rule) {
    ++calls;
    if (on_call) on_call();
    std::vector<float> predicted(tokens.size() + 2, pace);
    predicted.front() = predicted.back() = 11.6F;
    const auto frames = rule(predicted);
    if (frames.empty()) {
      ++refused;
      return base::Error{base::ErrorKind::kModelInvalid, "It does not run.", ""};
    }
    last_frames = std::reduce(frames.begin(), frames.end());
    most_frames = std::max(most_frames, last_frames);
    std::vector<float> waveform;
    for (std::size_t token = 0; token < frames.size(); ++token) {
      const bool pad = token == 0 || token + 1 == frames.size();
      const auto count = static_cast<std::size_t>(frames[token]) * kKokoroFrameSamples;
      for (std::size_t i = 0; i < count; ++i) {
        const auto t = static_cast<double>(waveform.size()) / core::kSpeakRateHz;
        const auto hum = 0.3 * std::sin(2 * std::numbers::pi * 120 * t);
        waveform.push_back(pad ? 0.0F : static_cast<float>(hum));
      }
    }
    return waveform;
  }

  float pace = 2.4F;
  int calls = 0;
  int refused = 0;
  float last_frames = 0;
  float most_frames = 0;
  std::function<void()> on_call;
};

SpeechRequest at_rate(double rate) {
  SpeechRequest request;
  request.rate = rate;
  return request;
}

std::vector<std::int64_t> words(std::size_t count) {
  std::vector<std::int64_t> tokens;
  for (std::size_t i = 0; i < count; ++i) {
    const auto word = kokoro_tokens(U"həlˈO ");
    tokens.insert(tokens.end(), word.begin(), word.end());
  }
  return tokens;
}

double seconds(std::span<const std::int64_t> tokens, const SpeechRequest& request, Hummer& hummer) {
  const auto speech = speak_tokens(tokens, request, std::ref(hummer));
  EXPECT_TRUE(speech.ok());
  return static_cast<double>(speech->size()) / core::kSpeakRateHz;
}

TEST(SpeakTokens, LastsAsLongAsTheRateSays) {
  for (const std::size_t length : {1, 4, 20, 150}) {
    Hummer hummer;
    const auto usual = seconds(words(length), {}, hummer);
    for (const double rate : {0.5, 0.7, 0.85, 1.1, 1.3, 1.6, 2.0}) {
      const auto lasted = seconds(words(length), at_rate(rate), hummer);
      EXPECT_NEAR(lasted * rate / usual, 1.0, 0.02) << length << " words, rate " << rate;
    }
  }
}

TEST(SpeakTokens, LastsAsLongAsIsAsked) {
  Hummer hummer;
  const auto usual = seconds(words(100), {}, hummer);
  for (const double part : {0.6, 0.9, 1.0, 1.2, 1.9}) {
    SpeechRequest request;
    request.duration_s = part * usual;
    EXPECT_NEAR(seconds(words(100), request, hummer) / (part * usual), 1.0, 0.001) << part;
  }
}

TEST(SpeakTokens, TheModelTakesWhatItSpeaksClearly) {
  Hummer hummer;
  const auto frames_at = [&](double rate) {
    seconds(words(20), at_rate(rate), hummer);
    return hummer.last_frames;
  };
  const auto usual = frames_at(1.0);
  EXPECT_NEAR(frames_at(1.1), usual / 1.1, 1.0);
  EXPECT_EQ(frames_at(2.0), frames_at(1.7));
  EXPECT_LT(frames_at(2.0), frames_at(1.1));
  EXPECT_EQ(frames_at(0.5), frames_at(0.6));
  EXPECT_GT(frames_at(0.5), usual);
}

TEST(SpeakTokens, ACancelStopsALongTextAtTheNextCall) {
  Hummer hummer;
  seconds(words(400), {}, hummer);
  EXPECT_GE(hummer.calls, 10);
  hummer.calls = 0;
  base::CancelSource source;
  hummer.on_call = [&] {
    if (hummer.calls == 2) source.cancel(base::CancelReason::kClientGone);
  };
  SpeechRequest request;
  request.cancel = source.token();
  const auto speech = speak_tokens(words(400), request, std::ref(hummer));
  ASSERT_FALSE(speech.ok());
  EXPECT_EQ(speech.error().kind, base::ErrorKind::kCancelled);
  EXPECT_EQ(hummer.calls, 2);
}

TEST(SpeakTokens, ASlowVoiceIsGivenLessAtATime) {
  Hummer usual;
  const auto usual_s = seconds(words(150), {}, usual);
  EXPECT_EQ(usual.refused, 0);
  Hummer slow;
  slow.pace = 6.8F;
  const auto slow_s = seconds(words(150), {}, slow);
  EXPECT_GT(slow.refused, 0);
  EXPECT_LE(slow.most_frames, kPieceFrames);
  EXPECT_NEAR(slow_s / usual_s, 7.0 / 2.0, 0.1) << "all of it is spoken";
  Hummer endless;
  endless.pace = 900.0F;
  EXPECT_TRUE(speak_tokens(words(4), {}, std::ref(endless)).ok());
}

TEST(SpeakTokens, AModelThatFailsEndsIt) {
  const auto speech = speak_tokens(words(400), {}, [](auto, const auto&) {
    return base::Result<std::vector<float>>(base::Error{base::ErrorKind::kInternal, "No.", ""});
  });
  EXPECT_EQ(speech.error().message, "No.");
}

TEST(KokoroFrames, RoundsAsTheModelDoes) {
  EXPECT_EQ(usual_frames(std::vector{0.2F, 1.5F, 2.5F, 3.6F}),
            (std::vector{1.0F, 2.0F, 2.0F, 4.0F}));
}

TEST(KokoroFrames, ASpeedMovesTheWholeAndKeepsTheRhythm) {
  std::vector<float> usual(60, 2.0F);
  usual[30] = 12.0F;
  const auto whole = std::reduce(usual.begin(), usual.end());
  for (const double speed : {0.6, 0.8, 1.0, 1.1, 1.3, 1.8}) {
    const auto frames = frames_at_speed(usual, speed);
    EXPECT_NEAR(std::reduce(frames.begin(), frames.end()), whole / speed, 1.0) << speed;
    EXPECT_NEAR(frames[30], 12 / speed, 1.0) << speed;
    for (const auto each : frames) EXPECT_GE(each, 1.0F);
  }
  EXPECT_EQ(frames_at_speed(usual, 1.0), usual);
  EXPECT_EQ(frames_at_speed(std::vector{1.0F, 1.0F}, 2.0), (std::vector{1.0F, 1.0F}));
}

TEST(KokoroFrames, FindsThePlaceAtTheUsualSpeed) {
  const TokenFrames frames{{10, 4, 10}, {5, 2, 20}};
  EXPECT_DOUBLE_EQ(usual_samples(frames, {0, 27 * 600}), 24 * 600.0);
  EXPECT_DOUBLE_EQ(usual_samples(frames, {3 * 600, 6 * 600}), 6 * 600.0);
  EXPECT_DOUBLE_EQ(usual_samples(frames, {7 * 600, 99 * 600}), 10 * 600.0)
      << "no more than there is";
}

}  // namespace
}  // namespace dragoman::engines::onnx

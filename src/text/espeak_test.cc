#include "text/espeak.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::text {
namespace {

constexpr const char* kFox = "The quick brown fox jumps over the lazy dog.";

std::string data_dir() {
  return std::string(std::getenv("DRAGOMAN_BUILD_DIR")) + "/lib/espeak-ng-data";
}

const Espeak& espeak() {
  static const auto instance = Espeak::open(data_dir());
  EXPECT_TRUE(instance.ok());
  return **instance;
}

std::size_t length_of(const char* voice, double rate) {
  const auto speech = espeak().synthesise(voice, kFox, rate, {});
  EXPECT_TRUE(speech.ok());
  return speech.ok() ? speech->samples.size() : 0;
}

TEST(Espeak, OpensOnce) {
  const auto first = Espeak::open(data_dir());
  ASSERT_TRUE(first.ok());
  const auto second = Espeak::open(data_dir() + "/../espeak-ng-data");
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(first->get(), second->get());
}

TEST(Espeak, RefusesAFolderWithoutData) {
  for (const std::string dir : {"", "/nonexistent", "/tmp"}) {
    const auto opened = Espeak::open(dir);
    ASSERT_FALSE(opened.ok()) << dir;
    EXPECT_EQ(opened.error().kind, base::ErrorKind::kModelMissing);
  }
}

TEST(Espeak, KnowsItsVoices) {
  for (const auto* voice : {"en-us", "en", "pt-br", "de", "cmn"}) {
    EXPECT_TRUE(espeak().has_voice(voice)) << voice;
  }
  EXPECT_FALSE(espeak().has_voice("nonsense"));
  EXPECT_FALSE(espeak().has_voice(""));
}

TEST(Espeak, GivesPhonemesOfEveryClause) {
  EXPECT_EQ(espeak().phonemes("en-us", "Hello world").value(), "həlˈo͡ʊ wˈɜːld");
  EXPECT_EQ(espeak().phonemes("es", "hola, mundo").value(), "ˈola mˈundo");
}

TEST(Espeak, AnUnknownVoiceIsAnErrorAndHarmsNothing) {
  const auto phonemes = espeak().phonemes("nonsense", "Hello");
  ASSERT_FALSE(phonemes.ok());
  EXPECT_EQ(phonemes.error().kind, base::ErrorKind::kVoiceUnsupported);
  EXPECT_FALSE(espeak().synthesise("nonsense", "Hello", 1.0, {}).ok());
  EXPECT_EQ(espeak().phonemes("en-us", "no").value(), "nˈo͡ʊ");
}

TEST(Espeak, TakesHostileText) {
  const std::string endless(20'000, 'a');
  for (const auto& text : {std::string(), std::string("..."), std::string("\xFF\xFE\xC3 abc"),
                           endless, std::string("<speak>[[a]]</speak>"), std::string("((((")}) {
    EXPECT_TRUE(espeak().phonemes("en-us", text).ok());
  }
}

TEST(Espeak, SpeaksWithinFullScale) {
  const auto speech = espeak().synthesise("de", "Guten Tag.", 1.0, {});
  ASSERT_TRUE(speech.ok());
  EXPECT_EQ(speech->rate_hz, 22050);
  EXPECT_GT(speech->samples.size(), 10'000U);
  const auto loudest =
      std::ranges::max(speech->samples, {}, [](float sample) { return std::abs(sample); });
  EXPECT_GT(std::abs(loudest), 0.05F);
  EXPECT_LE(std::abs(loudest), 1.0F);
}

TEST(Espeak, RateChangesTheLength) {
  const auto usual = static_cast<double>(length_of("en-us", 1.0));
  EXPECT_NEAR(static_cast<double>(length_of("en-us", 2.0)) / usual, 0.5, 0.1);
  EXPECT_NEAR(static_cast<double>(length_of("en-us", 0.5)) / usual, 2.0, 0.2);
}

TEST(Espeak, CancelStopsIt) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kClientGone);
  const auto speech = espeak().synthesise("en-us", kFox, 1.0, source.token());
  ASSERT_FALSE(speech.ok());
  EXPECT_EQ(speech.error().kind, base::ErrorKind::kCancelled);
  EXPECT_GT(length_of("en-us", 1.0), 40'000U);
}

TEST(Espeak, ThreadsDoNotMixTheirVoices) {
  const auto english = espeak().phonemes("en-us", "computer").value();
  const auto spanish = espeak().phonemes("es", "computer").value();
  ASSERT_NE(english, spanish);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, voice = i % 2 == 0 ? "en-us" : "es"] {
      for (int round = 0; round < 50; ++round) {
        const auto expected = std::string_view(voice) == "es" ? spanish : english;
        EXPECT_EQ(espeak().phonemes(voice, "computer").value(), expected);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace dragoman::text

#include "engines/espeak/espeak_synthesiser.h"

#include <cstdlib>
#include <string>

#include "engines/espeak/resample.h"
#include "engines/tts_contract_test.h"

namespace dragoman::engines::espeak {
namespace {

using core::Language;

std::vector<std::unique_ptr<Synthesiser>> open(unsigned replicas) {
  auto espeak =
      text::Espeak::open(std::string(std::getenv("DRAGOMAN_BUILD_DIR")) + "/lib/espeak-ng-data");
  EXPECT_TRUE(espeak.ok());
  return espeak.ok() ? open_espeak(*espeak, replicas) : std::vector<std::unique_ptr<Synthesiser>>();
}

std::unique_ptr<Synthesiser> open_one() {
  auto replicas = open(1);
  return replicas.empty() ? nullptr : std::move(replicas.front());
}

INSTANTIATE_TEST_SUITE_P(
    Espeak, TtsContract,
    testing::Values(TtsUnderTest{open_one, "espeak-en", Language::kEnglish, Language::kGerman,
                                 "The quick brown fox jumps over the lazy dog."},
                    TtsUnderTest{open_one, "espeak-de", Language::kGerman, Language::kEnglish,
                                 "Der schnelle braune Fuchs springt über den Hund."}));

TEST(EspeakSynthesiser, NamesVoicesAfterTheirLanguage) {
  const auto replicas = open(3);
  ASSERT_EQ(replicas.size(), 3U);
  for (const auto& voice : replicas.back()->voices()) {
    ASSERT_EQ(voice.languages.size(), 1U);
    EXPECT_EQ(voice.model_id, kModelId);
    const auto language = core::parse_language(voice.id.substr(std::string("espeak-").size()));
    ASSERT_TRUE(language) << voice.id;
    EXPECT_TRUE(voice.languages.contains(*language));
  }
}

TEST(EspeakSynthesiser, EveryVoiceMakesASound) {
  const auto espeak = open_one();
  ASSERT_NE(espeak, nullptr);
  for (const auto& voice : espeak->voices()) {
    const auto language = *core::parse_language(voice.id.substr(std::string("espeak-").size()));
    const auto speech = espeak->synthesise({"2 + 3", language, voice.id, 1.0, {}});
    ASSERT_TRUE(speech.ok()) << voice.id;
    EXPECT_GT(speech->size(), 5000U) << voice.id;
  }
}

TEST(Resample, GivesTheLengthAndKeepsTheTone) {
  std::vector<float> tone(22050);
  const auto wave = [](std::size_t i, int rate_hz) {
    return std::sin(2.0 * 3.14159265358979 * 440.0 * static_cast<double>(i) / rate_hz);
  };
  for (std::size_t i = 0; i < tone.size(); ++i) tone[i] = static_cast<float>(wave(i, 22050));
  const auto resampled = resample(tone, 22050, 24000);
  ASSERT_TRUE(resampled.ok());
  ASSERT_NEAR(static_cast<double>(resampled->size()), 24000.0, 2.0);
  for (std::size_t i = 2000; i < 22000; ++i) {
    ASSERT_NEAR((*resampled)[i], wave(i, 24000), 0.001) << i;
  }
}

TEST(Resample, TakesNothingAndTheSameRate) {
  EXPECT_TRUE(resample({}, 22050, 24000)->empty());
  const std::vector<float> samples{0.1F, 0.2F};
  EXPECT_EQ(*resample(samples, 24000, 24000), samples);
}

}  // namespace
}  // namespace dragoman::engines::espeak

#include "engines/espeak/espeak_synthesiser.h"

#include <cstdlib>
#include <string>

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

}  // namespace
}  // namespace dragoman::engines::espeak

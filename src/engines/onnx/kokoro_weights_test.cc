// The contract of synthesisers on the installed weights.
#include <fstream>
#include <thread>

#include "engines/onnx/installed_test.h"
#include "engines/onnx/kokoro.h"
#include "engines/onnx/kokoro_tokens.h"
#include "engines/tts_contract_test.h"
#include "text/utf32.h"

namespace dragoman::engines::onnx {
namespace {

using core::Language;

// The weights are loaded once; each replica of a test shares them.
std::unique_ptr<Synthesiser> open() {
  static auto replicas = [] {
    auto espeak = text::Espeak::open(espeak_data_dir());
    EXPECT_TRUE(espeak.ok());
    return open_kokoro(installed_kokoro(), *espeak, {.replicas = 32, .threads = 1});
  }();
  EXPECT_TRUE(replicas.ok()) << replicas.error().message << replicas.error().detail;
  if (!replicas || replicas->empty()) return nullptr;
  auto replica = std::move(replicas->back());
  replicas->pop_back();
  return replica;
}

double seconds_of(Synthesiser& kokoro, Language language, const char* voice, const char* text) {
  const auto speech = kokoro.synthesise({text, language, voice, 1.0, {}});
  EXPECT_TRUE(speech.ok()) << speech.error().message << speech.error().detail;
  return speech.ok() ? static_cast<double>(speech->size()) / core::kSpeakRateHz : 0.0;
}

INSTANTIATE_TEST_SUITE_P(Kokoro, TtsContract,
                         testing::Values(TtsUnderTest{
                             open, "af_heart", Language::kEnglish, Language::kPortuguese,
                             "The train to the airport leaves every fifteen minutes."}));

TEST(KokoroWeights, SpeaksAboutAsFastAsPeopleDo) {
  const auto kokoro = open();
  ASSERT_NE(kokoro, nullptr);
  const auto english = seconds_of(*kokoro, Language::kEnglish, "af_heart",
                                  "And so, my fellow Americans, ask not what your country can do.");
  EXPECT_GT(english, 3.0);
  EXPECT_LT(english, 5.5);
  const auto portuguese = seconds_of(*kokoro, Language::kPortuguese, "pf_dora",
                                     "O trem para o aeroporto sai a cada quinze minutos.");
  EXPECT_GT(portuguese, 2.0);
  EXPECT_LT(portuguese, 4.5);
}

TEST(KokoroWeights, TheVocabularyIsThatOfTheModelsTokenizer) {
  std::ifstream file(installed_kokoro().dir + "/tokenizer.json");
  const std::string json((std::istreambuf_iterator<char>(file)), {});
  ASSERT_FALSE(json.empty());
  int symbols = 0;
  for (char32_t point = U' '; point < 0x10000; ++point) {
    const auto tokens = kokoro_tokens({&point, 1});
    if (tokens.empty()) continue;
    const auto symbol = point == U'"' ? "\\\"" : text::to_utf8({&point, 1});
    EXPECT_NE(json.find("\"" + symbol + "\": " + std::to_string(tokens[0])), std::string::npos)
        << symbol;
    ++symbols;
  }
  EXPECT_EQ(symbols, 114);
}

TEST(KokoroWeights, ACancelStopsALongCall) {
  const auto kokoro = open();
  ASSERT_NE(kokoro, nullptr);
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "The small company did not expect to survive its first winter. ";
  base::CancelSource source;
  std::thread canceller([&] { source.cancel(base::CancelReason::kClientGone); });
  const auto speech =
      kokoro->synthesise({text, Language::kEnglish, "af_heart", 1.0, source.token()});
  canceller.join();
  ASSERT_FALSE(speech.ok());
  EXPECT_EQ(speech.error().kind, base::ErrorKind::kCancelled);
}

}  // namespace
}  // namespace dragoman::engines::onnx

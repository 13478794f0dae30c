// The contract of synthesisers on the installed weights.
#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <thread>

#include "engines/installed_test.h"
#include "engines/onnx/kokoro.h"
#include "engines/onnx/kokoro_tokens.h"
#include "engines/onnx/kokoro_voice.h"
#include "engines/onnx/session.h"
#include "engines/tts_contract_test.h"
#include "engines/voice_test.h"
#include "text/utf32.h"

namespace dragoman::engines::onnx {
namespace {

using core::Language;

// The weights are loaded once; each replica of a test shares them.
std::unique_ptr<Synthesiser> open() {
  static auto replicas = [] {
    auto espeak = text::Espeak::open(espeak_data_dir());
    EXPECT_TRUE(espeak.ok());
    return open_kokoro(installed_kokoro(), text::FrontEnds::open(*espeak, {}).value(),
                       {.replicas = 32, .threads = 1});
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

// How much of the energy of `a` the difference makes, up to the end of the shorter.
double difference(const Speech& a, const Speech& b) {
  double energy = 0;
  double apart = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    energy += static_cast<double>(a[i]) * a[i];
    apart += std::pow(static_cast<double>(a[i]) - b[i], 2);
  }
  return apart / energy;
}

TEST(KokoroWeights, AMixIsBetweenItsVoices) {
  const auto kokoro = open();
  ASSERT_NE(kokoro, nullptr);
  const auto speak = [&](const char* voice) {
    const auto speech = kokoro->synthesise(
        {"The train to the airport leaves soon.", Language::kEnglish, voice, 1.0, {}});
    EXPECT_TRUE(speech.ok()) << speech.error().message;
    return speech.ok() ? *speech : Speech();
  };
  const auto alone = speak("af_heart");
  const auto hardly_mixed = speak("af_heart:1000+pf_dora:0.001");
  const auto mixed = speak("af_heart:0.5+pf_dora:0.5");
  ASSERT_GT(mixed.size(), 24000U);
  EXPECT_LT(difference(alone, hardly_mixed), difference(alone, mixed));
  const auto refused =
      kokoro->synthesise({"Hi.", Language::kPortuguese, "af_heart+pf_dora", 1, {}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, base::ErrorKind::kVoiceUnsupported);
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

// What the graph says of a text, with the runtime's kernels or with ours.
std::vector<float> waveform(bool own_kernels) {
  const GraphSpec spec{"speech model",
                       {{"input_ids", ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, 2},
                        {"style", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 2},
                        {"speed", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 1}},
                       {{"waveform", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 2}},
                       own_kernels};
  const auto dir = installed_kokoro().dir;
  auto session = open_session(dir + "/kokoro-quantized.onnx", spec, 2);
  EXPECT_TRUE(session.ok());
  auto ids = kokoro_tokens(U" ðə tɹˈAn lˈivz ˈɛvɹi fˌɪftˈin mˈɪnᵻts. ");
  ids.front() = ids.back() = kKokoroPad;
  auto style = read_style(dir + "/voices/af_heart.bin", ids.size() - 2).value();
  float speed = 1.0F;
  const std::array inputs{
      tensor_over<std::int64_t>(ids, {1, static_cast<std::int64_t>(ids.size())}),
      tensor_over<float>(style, {1, kStyleSize}), tensor_over<float>({&speed, 1}, {1})};
  const std::array<const char*, 3> names{"input_ids", "style", "speed"};
  const char* output = "waveform";
  const auto outputs =
      session->Run(Ort::RunOptions(), names.data(), inputs.data(), inputs.size(), &output, 1);
  const auto* samples = outputs.front().GetTensorData<float>();
  return {samples, samples + outputs.front().GetTensorTypeAndShapeInfo().GetElementCount()};
}

// Convolutions are the same to the bit; sines differ in the last place, which the rounding to bytes
// after them turns into a faint noise.
TEST(KokoroWeights, OurKernelsSayWhatTheRuntimesSay) {
  const auto theirs = waveform(false);
  const auto ours = waveform(true);
  ASSERT_GT(theirs.size(), 24000U);
  ASSERT_EQ(ours.size(), theirs.size());
  double signal = 0;
  double noise = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    signal += static_cast<double>(theirs[i]) * theirs[i];
    noise += std::pow(static_cast<double>(ours[i]) - theirs[i], 2);
  }
  EXPECT_GT(signal, 10 * noise);
}

// The model's own speed up to where it is clear, Sonic beyond, Sonic alone for what is short.
TEST(KokoroWeights, AnyRateIsExactAndKeepsThePitch) {
  const auto kokoro = open();
  ASSERT_NE(kokoro, nullptr);
  SpeechRequest request{"", Language::kEnglish, "af_heart", 1.0, {}};
  for (const auto* text : {"No.", "Yes, of course.",
                           "The train to the airport leaves every fifteen minutes, and it takes "
                           "half an hour when there is little traffic."}) {
    request.text = text;
    request.rate = 1.0;
    const auto usual = kokoro->synthesise(request).value();
    const auto pitch = median_pitch_hz(usual, core::kSpeakRateHz);
    const bool long_enough =
        usual.size() > 3 * core::kSpeakRateHz;  // for a median to mean something
    for (const double rate : {0.5, 0.9, 1.15, 2.0}) {
      request.rate = rate;
      const auto speech = kokoro->synthesise(request).value();
      const auto wanted = static_cast<double>(usual.size()) / rate;
      EXPECT_NEAR(static_cast<double>(speech.size()) / wanted, 1.0, 0.02) << text << " " << rate;
      if (!long_enough) continue;
      EXPECT_NEAR(median_pitch_hz(speech, core::kSpeakRateHz) / pitch, 1.0, 0.03) << rate;
    }
  }
}

// Where a text was cut into calls: no step and no click that speech itself does not have.
TEST(KokoroWeights, JointsDoNotClick) {
  const auto kokoro = open();
  ASSERT_NE(kokoro, nullptr);
  std::string text;
  for (int i = 0; i < 7; ++i)
    text += "The small company did not expect to survive its first winter. ";
  const auto speech = kokoro->synthesise({text, Language::kEnglish, "af_heart", 1.0, {}}).value();
  const std::span all(speech);
  constexpr std::size_t kAround = core::kSpeakRateHz / 100;
  std::size_t joints = 0;
  for (std::size_t i = 2 * kAround; i + 2 * kAround < speech.size(); ++i) {
    const bool silent =
        speech[i] == 0 && speech[i + 1] == 0;  // a pause of ours is the only silence
    if (!silent || (speech[i - 1] == 0 && speech[i + 2] == 0)) continue;
    ++joints;
    const auto joint = all.subspan(i - kAround, 2 * kAround);
    EXPECT_LT(largest_step(joint), 0.1F * largest_step(all)) << i;
    EXPECT_LT(click_energy(joint), 0.1 * click_energy(all)) << i;
  }
  EXPECT_GE(joints, 2U);
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

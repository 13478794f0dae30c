// The contract of detectors on the installed weights.
#include "core/audio.h"
#include "engines/installed_test.h"
#include "engines/onnx/silero_vad.h"
#include "engines/vad_contract_test.h"
#include "text/espeak.h"

namespace dragoman::engines::onnx {
namespace {

// A formant voice at 16 kHz, by the nearest sample: good enough to be heard as speech.
std::vector<float> synthetic_speech() {
  const auto espeak = text::Espeak::open(espeak_data_dir());
  if (!espeak) return {};
  const auto speech = (*espeak)->synthesise(
      "en-us", "This voice says a few words so that something is heard.", 1.0, {});
  if (!speech) return {};
  const auto step = static_cast<double>(speech->rate_hz) / core::kListenRateHz;
  std::vector<float> samples;
  for (double at = 0; at < static_cast<double>(speech->samples.size()) - 1; at += step) {
    samples.push_back(speech->samples[static_cast<std::size_t>(at)]);
  }
  return samples;
}

std::unique_ptr<Vad> open() {
  auto vad = open_silero_vad(installed_silero());
  EXPECT_TRUE(vad.ok()) << vad.error().message << vad.error().detail;
  return vad.ok() ? *std::move(vad) : nullptr;
}

// The speech is made when a test asks for it: the build folder is known in main() only.
INSTANTIATE_TEST_SUITE_P(Silero, VadContract,
                         testing::Values(VadUnderTest{open, synthetic_speech}));

}  // namespace
}  // namespace dragoman::engines::onnx

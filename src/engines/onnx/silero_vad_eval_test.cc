// Silero VAD on recordings of speech and of none.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engines/installed_test.h"
#include "engines/onnx/silero_vad.h"
#include "engines/recordings_test.h"

namespace dragoman::engines::onnx {
namespace {

namespace fs = std::filesystem;

class SileroVadEval : public testing::Test {
 protected:
  void SetUp() override {
    if (fs::is_directory(recordings())) return;
    const char* ci = std::getenv("CI");
    ASSERT_NE(std::string(ci == nullptr ? "" : ci), "true") << "no recordings in " << recordings();
    std::cerr << "*** SKIPPED: no evaluation recordings in " << recordings()
              << "; set DRAGOMAN_EVAL_DIR ***\n";
    GTEST_SKIP();
  }

  static std::vector<float> probabilities(const char* name) {
    const auto vad = open_silero_vad(installed_silero());
    EXPECT_TRUE(vad.ok()) << vad.error().message << vad.error().detail;
    if (!vad) return {};
    auto stream = (*vad)->open_stream();
    std::vector<float> all;
    const auto samples = read_wav(recordings() / name);
    for (std::span<const float> rest(samples); rest.size() >= kVadWindow;
         rest = rest.subspan(kVadWindow)) {
      all.push_back((*stream)->push(rest.first<kVadWindow>()).value());
    }
    return all;
  }

  static std::ptrdiff_t windows_of_speech(const std::vector<float>& probabilities) {
    return std::ranges::count_if(probabilities, [](float value) { return value > 0.5F; });
  }
};

TEST_F(SileroVadEval, HearsSpeech) {
  const auto windows = probabilities("jfk.wav");
  ASSERT_EQ(windows.size(), 343U);
  EXPECT_GT(windows_of_speech(windows), 200);
  // He begins after a third of a second.
  EXPECT_LT(windows.front(), 0.3F);
}

TEST_F(SileroVadEval, HearsNoneInSilence) {
  const auto windows = probabilities("silence.wav");
  ASSERT_GT(windows.size(), 200U);
  EXPECT_EQ(windows_of_speech(windows), 0);
}

}  // namespace
}  // namespace dragoman::engines::onnx

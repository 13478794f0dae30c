// The installed Whisper on real speech.
#include <algorithm>
#include <memory>
#include <utility>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/asr_contract_test.h"
#include "engines/ctranslate2/whisper_recogniser.h"
#include "engines/installed_test.h"
#include "engines/recordings_test.h"

namespace dragoman::engines {
namespace {

std::unique_ptr<Recogniser> open() {
  auto opened = ctranslate2::open_whisper_recognisers(installed_whisper(), {});
  if (!opened) {
    ADD_FAILURE() << opened.error().message << " Run `make setup`.";
    return nullptr;
  }
  return std::move(opened->front());
}

// Without recordings there is no suite to run, and gtest says so by failing.
std::vector<AsrUnderTest> under_test() {
  auto speech = read_wav(recordings() / "jfk.wav");
  if (speech.empty()) return {};
  return {{open, std::move(speech), core::Language::kEnglish, core::Language::kFrench}};
}

INSTANTIATE_TEST_SUITE_P(Whisper, AsrContract, testing::ValuesIn(under_test()));

TEST(Whisper, HearsEveryWord) {
  const auto recogniser = open();
  ASSERT_NE(recogniser, nullptr);
  AsrRequest request;
  request.samples = read_wav(recordings() / "jfk.wav");
  const auto answers = recogniser->recognise({&request, 1});
  ASSERT_TRUE(answers.front().ok());
  EXPECT_EQ(
      answers.front()->text,
      "And so my fellow Americans, ask not what your country can do for you, ask what you can "
      "do for your country.");
}

TEST(Whisper, RecordedSilenceGivesNoText) {
  const auto recogniser = open();
  ASSERT_NE(recogniser, nullptr);
  AsrRequest request;
  request.samples = read_wav(recordings() / "silence.wav");
  request.samples.resize(std::min<std::size_t>(request.samples.size(), 20 * core::kListenRateHz));
  const auto answers = recogniser->recognise({&request, 1});
  ASSERT_TRUE(answers.front().ok());
  EXPECT_TRUE(answers.front()->silent()) << answers.front()->text;
}

}  // namespace
}  // namespace dragoman::engines

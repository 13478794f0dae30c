#pragma once

#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "core/audio.h"
#include "engines/asr.h"
#include "engines/ctranslate2/testing/tiny_whisper.h"
#include "engines/ctranslate2/whisper_recogniser.h"

namespace dragoman::engines::ctranslate2 {

inline std::vector<float> sound(double seconds, double hz = 300) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * core::kListenRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(
        0.3 * std::sin(static_cast<double>(i) * hz * 6.283 / core::kListenRateHz));
  }
  return samples;
}

inline AsrRequest request(double seconds = 1.5) {
  AsrRequest made;
  made.samples = sound(seconds);
  return made;
}

class TinyWhisperTest : public testing::Test {
 protected:
  std::unique_ptr<Recogniser> open(unsigned beam = 5) {
    WhisperOptions options;
    options.beam = beam;
    auto opened = open_whisper_recognisers(tiny_.install(dir_.path()), options);
    EXPECT_TRUE(opened.ok()) << (opened ? "" : opened.error().message + opened.error().detail);
    return opened ? std::move(opened->front()) : nullptr;
  }

  base::ErrorKind error_of_opening(const core::ModelFiles& installed) {
    const auto opened = open_whisper_recognisers(installed, {});
    EXPECT_FALSE(opened.ok());
    return opened ? base::ErrorKind::kInternal : opened.error().kind;
  }

  static Transcript only(Recogniser& recogniser, const AsrRequest& asked) {
    auto answers = recogniser.recognise({&asked, 1});
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers.front().ok());
    return answers.front() ? *answers.front() : Transcript();
  }

  base::TempDir dir_;
  TinyWhisper tiny_;
};

}  // namespace dragoman::engines::ctranslate2

#include "pipeline/usage.h"

#include <gtest/gtest.h>

#include "core/audio.h"

namespace dragoman::pipeline {
namespace {

// The answer that the hosted product's guide prints: 33.2 s in, 15.28 s out.
TEST(UsageMeter, CountsTheDocumentedExample) {
  UsageMeter meter;
  meter.add_input_samples(332 * core::kListenRateHz / 10);
  meter.add_output_samples(1528 * core::kSpeakRateHz / 100);
  for (int i = 0; i < 51; ++i) meter.add_text(" word");
  const auto usage = meter.total(std::nullopt);
  EXPECT_EQ(usage.input_audio_tokens, 415);
  EXPECT_EQ(usage.output_audio_tokens, 191);
  EXPECT_EQ(usage.output_text_tokens, 51);
  EXPECT_EQ(usage.input_audio_tokens + usage.output_audio_tokens + usage.output_text_tokens, 657);
  EXPECT_FALSE(usage.input_video_tokens);
  EXPECT_DOUBLE_EQ(usage.input_duration.count(), 33.2);
}

TEST(UsageMeter, RoundsOnceADirection) {
  UsageMeter meter;
  for (int block = 0; block < 100; ++block) {
    meter.add_input_samples(core::kListenRateHz / 40);
    meter.add_output_samples(core::kSpeakRateHz / 50 + 1);
  }
  const auto usage = meter.total(902);
  EXPECT_EQ(usage.input_audio_tokens, 32);   // 2.5 s, which are 31.25
  EXPECT_EQ(usage.output_audio_tokens, 26);  // a hundred samples more than 2 s
  EXPECT_EQ(usage.input_video_tokens, 902);
}

TEST(UsageMeter, OneSampleIsASecondAndNoneIsNothing) {
  UsageMeter meter;
  EXPECT_EQ(meter.total(std::nullopt).input_audio_tokens, 0);
  EXPECT_EQ(meter.total(std::nullopt).output_audio_tokens, 0);
  meter.add_input_samples(1);
  meter.add_output_samples(1);
  EXPECT_EQ(meter.total(std::nullopt).input_audio_tokens, 13);
  EXPECT_EQ(meter.total(std::nullopt).output_audio_tokens, 13);
}

TEST(UsageMeter, TextIsTheSumOverItsDeltas) {
  UsageMeter meter;
  std::int64_t sum = 0;
  for (const char* delta : {"Olá, mundo!", " Outra vez.", "", " 你好。"}) {
    meter.add_text(delta);
    sum += text::count_tokens(delta);
    EXPECT_EQ(meter.text_tokens(), sum);
  }
  EXPECT_EQ(sum, 5 + 4 + 0 + 3);
  EXPECT_EQ(meter.total(std::nullopt).output_text_tokens, sum);
}

}  // namespace
}  // namespace dragoman::pipeline

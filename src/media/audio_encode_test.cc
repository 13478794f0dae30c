#include "media/audio_encode.h"

#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "media/recording.h"

namespace dragoman::media {
namespace {

using core::SpeechFormat;

constexpr double kLength_s = 2.5;

std::vector<std::int16_t> tone() {
  std::vector<std::int16_t> samples(static_cast<std::size_t>(kLength_s * core::kSpeakRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double turn = 440.0 * static_cast<double>(i) / core::kSpeakRateHz;
    samples[i] = static_cast<std::int16_t>(8000 * std::sin(2 * std::numbers::pi * turn));
  }
  return samples;
}

// In pieces of odd lengths, as sentences come.
std::string encoded(SpeechFormat format) {
  auto encoder = make_audio_encoder(format);
  EXPECT_TRUE(encoder.ok());
  const auto samples = tone();
  std::string bytes;
  std::span<const std::int16_t> rest(samples);
  for (std::size_t piece = 1; !rest.empty(); piece = piece * 3 + 7) {
    const auto count = std::min(piece, rest.size());
    bytes += (*encoder)->push(rest.first(count)).value();
    rest = rest.subspan(count);
  }
  return bytes + (*encoder)->finish().value();
}

// How long it lasts, and how loud it is in the middle, as our own decoder hears it.
struct Heard {
  double length_s = 0;
  double level = 0;
};

Heard heard(const std::string& bytes) {
  Heard result;
  const core::MediaBytes input{std::make_shared<const std::string>(bytes)};
  const auto recording = Recording::open(input, core::MediaKind::kAudio, {}, {});
  EXPECT_TRUE(recording.ok());
  if (!recording) return result;
  std::vector<float> samples;
  for (;;) {
    auto block = (*recording)->next();
    EXPECT_TRUE(block.ok());
    if (!block || !*block) break;
    samples.insert(samples.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
  result.length_s = static_cast<double>(samples.size()) / core::kListenRateHz;
  double energy = 0;
  const auto middle = samples.size() / 2;
  for (auto i = middle - 800; i < middle + 800; ++i) energy += samples[i] * samples[i];
  result.level = std::sqrt(energy / 1600);
  return result;
}

class EachContainer : public testing::TestWithParam<SpeechFormat> {};

TEST_P(EachContainer, IsReadBackWholeAndAsLoud) {
  const auto back = heard(encoded(GetParam()));
  EXPECT_NEAR(back.length_s, kLength_s, 0.1);  // MP3 and AAC pad their last frame
  EXPECT_NEAR(back.level, 8000.0 / 32768 / std::numbers::sqrt2, 0.01);
}

INSTANTIATE_TEST_SUITE_P(All, EachContainer,
                         testing::Values(SpeechFormat::kMp3, SpeechFormat::kOpus,
                                         SpeechFormat::kAac, SpeechFormat::kFlac,
                                         SpeechFormat::kWav));

TEST(AudioEncoder, PcmIsTheSamples) {
  const auto samples = tone();
  const auto bytes = encoded(SpeechFormat::kPcm);
  ASSERT_EQ(bytes.size(), samples.size() * 2);
  EXPECT_EQ(static_cast<unsigned char>(bytes[2]) | static_cast<unsigned char>(bytes[3]) << 8,
            static_cast<std::uint16_t>(samples[1]));
}

TEST(AudioEncoder, LetsGoOfSoundSoon) {
  for (const auto format : {SpeechFormat::kMp3, SpeechFormat::kOpus, SpeechFormat::kAac,
                            SpeechFormat::kFlac, SpeechFormat::kWav, SpeechFormat::kPcm}) {
    auto encoder = make_audio_encoder(format);
    ASSERT_TRUE(encoder.ok());
    const auto header = (*encoder)->push({}).value().size();
    const auto samples = tone();
    const auto half_a_second = std::span(samples).first(core::kSpeakRateHz / 2);
    EXPECT_GT((*encoder)->push(half_a_second).value().size(), header + 500)
        << static_cast<int>(format);
  }
}

TEST(AudioEncoder, NothingIsAFileAsWell) {
  auto encoder = make_audio_encoder(SpeechFormat::kWav);
  ASSERT_TRUE(encoder.ok());
  EXPECT_EQ((*encoder)->finish().value().substr(0, 4), "RIFF");
}

}  // namespace
}  // namespace dragoman::media

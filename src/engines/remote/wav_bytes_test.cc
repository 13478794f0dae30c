#include "engines/remote/wav_bytes.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace dragoman::engines::remote {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string number(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

std::string wav(unsigned coding, unsigned channels, unsigned rate_hz, unsigned bits,
                const std::string& data, std::uint64_t said) {
  return "RIFF" + number(0, 4) + "WAVEfmt " + number(16, 4) + number(coding, 2) +
         number(channels, 2) + number(rate_hz, 4) + number(0, 6) + number(bits, 2) + "data" +
         number(said, 4) + data;
}

TEST(WavBytes, AreReadAsTheyWereWritten) {
  const std::vector<float> samples{0, 0.5F, -0.5F, 1, -1, 2};
  const auto read = read_wav(write_wav(samples, 16000));
  ASSERT_TRUE(read.ok()) << read.error().detail;
  EXPECT_EQ(read->rate_hz, 16000);
  ASSERT_THAT(read->samples, SizeIs(6));
  EXPECT_NEAR(read->samples[1], 0.5, 1e-3);
  EXPECT_NEAR(read->samples[5], 1, 1e-3);
}

TEST(WavBytes, LengthsThatWereNotKnownMeanAllThereIs) {
  for (const std::uint64_t said : {0ULL, 0xFFFFFFFFULL, 1000ULL}) {
    const auto read = read_wav(wav(1, 1, 24000, 16, number(16384, 2) + number(16384, 2), said));
    ASSERT_TRUE(read.ok()) << read.error().detail;
    EXPECT_THAT(read->samples, SizeIs(2));
  }
}

TEST(WavBytes, ChannelsAreMixedAndFloatsBounded) {
  const auto stereo = read_wav(wav(1, 2, 44100, 16, number(16384, 2) + number(0, 2), 4));
  ASSERT_TRUE(stereo.ok());
  EXPECT_FLOAT_EQ(stereo->samples.at(0), 0.25F);
  const auto floats =
      read_wav(wav(3, 1, 24000, 32, number(0x7F800000, 4) + number(0x41200000, 4), 8));
  ASSERT_TRUE(floats.ok());
  EXPECT_EQ(floats->samples, (std::vector<float>{0, 1}));
}

TEST(WavBytes, WhatIsNoneIsRefused) {
  const auto why = [](const std::string& bytes) {
    const auto read = read_wav(bytes);
    return read.ok() ? "read" : read.error().detail;
  };
  EXPECT_THAT(why(""), HasSubstr("no RIFF"));
  EXPECT_THAT(why("ID3 and so on, an MP3"), HasSubstr("no RIFF"));
  EXPECT_THAT(why("RIFF1234WAVE"), HasSubstr("no samples"));
  EXPECT_THAT(why(wav(1, 1, 24000, 24, "", 0)), HasSubstr("24 bits"));
  EXPECT_THAT(why(wav(1, 6, 24000, 16, "", 0)), HasSubstr("channels"));
  EXPECT_THAT(why(wav(1, 1, 1, 16, "", 0)), HasSubstr("rate"));
  EXPECT_THAT(why("RIFF1234WAVEdata" + number(4, 4) + "abcd"), HasSubstr("before their format"));
  EXPECT_THAT(why("RIFF1234WAVEfmt " + number(4, 4) + "abcd"), HasSubstr("cut off"));
  EXPECT_THAT(why("RIFF1234WAVELIST" + number(0xFFFFFFF0, 4) + "abcd"), HasSubstr("no samples"));
}

}  // namespace
}  // namespace dragoman::engines::remote

// What comes out of files that are as they should be, or nearly.
#include "media/recording.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/testing/listen.h"
#include "media/testing/make_media.h"
#include "media/testing/wav.h"

namespace dragoman::media {
namespace {

using base::ErrorKind;
using core::MediaKind;
using testing::bytes_of;
using testing::Heard;
using testing::listen;
using testing::make_media;
using testing::tone;
using testing::wav;

constexpr double kToneLevel = 0.3536;  // 0.5 / sqrt(2)

TEST(Recording, GivesTheSamplesOfAWav) {
  const auto samples = tone(1.6);
  const auto heard = listen(bytes_of(wav(samples)));
  ASSERT_FALSE(heard.error) << heard.error->message;
  ASSERT_EQ(heard.samples.size(), samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    ASSERT_FLOAT_EQ(heard.samples[i], static_cast<float>(samples[i]) / 32768.0F) << i;
  }
  EXPECT_TRUE(heard.info.has_audio);
  EXPECT_FALSE(heard.info.video);
  EXPECT_DOUBLE_EQ(heard.info.duration->count(), 1.6);
}

TEST(Recording, BlocksFollowEachOtherAndTheFirstIsShort) {
  const auto heard = listen(bytes_of(wav(tone(1.6))));
  EXPECT_THAT(heard.blocks, ::testing::ElementsAre(4000, 8000, 8000, 5600));
  EXPECT_TRUE(heard.gapless);
}

TEST(Recording, EveryRateBecomesTheListeningRate) {
  for (const int rate_hz : {8000, 11025, 22050, 44100, 48000, 96000}) {
    const auto heard = listen(bytes_of(wav(tone(2, rate_hz), static_cast<std::uint32_t>(rate_hz))));
    ASSERT_FALSE(heard.error) << rate_hz;
    EXPECT_NEAR(heard.seconds(), 2, 0.001) << rate_hz;
    EXPECT_NEAR(heard.level(0.5, 1.5), kToneLevel, 0.005) << rate_hz;
  }
}

std::vector<std::int16_t> interleave(const std::vector<std::vector<std::int16_t>>& channels) {
  std::vector<std::int16_t> samples;
  for (std::size_t i = 0; i < channels[0].size(); ++i) {
    for (const auto& channel : channels) samples.push_back(channel[i]);
  }
  return samples;
}

TEST(Recording, SpeechIsAsLoudInOneOfTwoChannelsAsInBoth) {
  const auto loud = tone(1);
  const std::vector<std::int16_t> silent(loud.size(), 0);
  auto opposite = loud;
  for (auto& sample : opposite) sample = static_cast<std::int16_t>(-sample);

  const auto level = [](const auto& channels) {
    return listen(bytes_of(wav(interleave(channels), 16000, 2))).level(0.1, 0.9);
  };
  EXPECT_NEAR(level(std::vector{loud, loud}), kToneLevel, 0.001);
  EXPECT_NEAR(level(std::vector{loud, silent}), kToneLevel, 0.001);
  EXPECT_NEAR(level(std::vector{silent, loud}), kToneLevel, 0.001);
  EXPECT_NEAR(level(std::vector{loud, opposite}), kToneLevel, 0.001);
}

TEST(Recording, OfAFilmTheCentreIsHeardAndTheEffectsAreNot) {
  const auto loud = tone(1);
  const std::vector<std::int16_t> silent(loud.size(), 0);
  std::vector<std::vector<std::int16_t>> channels(6, silent);
  channels[2] = loud;
  EXPECT_NEAR(listen(bytes_of(wav(interleave(channels), 16000, 6))).level(0.1, 0.9), kToneLevel,
              0.001);
  channels[3] = std::vector<std::int16_t>(loud.size(), 30000);
  EXPECT_NEAR(listen(bytes_of(wav(interleave(channels), 16000, 6))).level(0.1, 0.9), kToneLevel,
              0.001);
}

TEST(Recording, ManyChannelsAreMixedWithoutClipping) {
  std::vector<std::int16_t> full(16000);
  for (std::size_t i = 0; i < full.size(); ++i) full[i] = i / 20 % 2 == 0 ? 32767 : -32767;
  for (const std::uint32_t channels : {3U, 6U, 8U, 9U, 13U}) {
    const std::vector<std::vector<std::int16_t>> all(channels, full);
    const auto heard = listen(bytes_of(wav(interleave(all), 16000, channels)));
    ASSERT_FALSE(heard.error) << channels << ": " << heard.error->message;
    EXPECT_NEAR(heard.seconds(), 1, 0.001) << channels;
    EXPECT_GT(heard.level(0.1, 0.9), 0.5) << channels;
    const auto flat = std::count(heard.samples.begin(), heard.samples.end(), 1.0F);
    EXPECT_EQ(flat, 0) << channels << ": clipped";
  }
}

TEST(Recording, SamplesThatAreNoNumbersDoNotComeThrough) {
  std::string pcm;
  for (const float value : {0.25F, std::nanf(""), HUGE_VALF, -HUGE_VALF, 3.0F, -0.5F}) {
    testing::append_le(pcm, std::bit_cast<std::uint32_t>(value), 4);
  }
  auto file = wav({}, 16000, 1, static_cast<std::int64_t>(pcm.size())) + pcm;
  file[20] = 3;   // IEEE float
  file[34] = 32;  // bits
  file[32] = 4;   // bytes a sample
  const auto heard = listen(bytes_of(file));
  EXPECT_THAT(heard.samples, ::testing::ElementsAre(0.25F, 0.0F, 1.0F, -1.0F, 1.0F, -0.5F));
}

struct Kind {
  const char* container;
  const char* coder;
  int rate_hz;
  double tolerance_s;  // coders that work in frames may add silence
};

class EveryKind : public ::testing::TestWithParam<Kind> {};

TEST_P(EveryKind, OpensAndSoundsAsItWasMade) {
  const auto& kind = GetParam();
  const auto file = make_media(
      kind.container, testing::Sound{.coder = kind.coder, .rate_hz = kind.rate_hz, .seconds = 1.5});
  const auto heard = listen(bytes_of(file));
  ASSERT_FALSE(heard.error) << heard.error->message;
  EXPECT_TRUE(heard.info.has_audio);
  EXPECT_FALSE(heard.info.video);
  EXPECT_NEAR(heard.seconds(), 1.5, kind.tolerance_s);
  EXPECT_NEAR(heard.level(0.3, 1.2), kToneLevel, 0.03);
  EXPECT_TRUE(heard.gapless);
}

INSTANTIATE_TEST_SUITE_P(
    Recording, EveryKind,
    ::testing::Values(Kind{"wav", "pcm_s16le", 16000, 0.001}, Kind{"wav", "pcm_mulaw", 8000, 0.001},
                      Kind{"wav", "adpcm_ima_wav", 16000, 0.1}, Kind{"wav", "g726", 8000, 0.01},
                      Kind{"wav", "g722", 16000, 0.01}, Kind{"w64", "pcm_s24le", 48000, 0.001},
                      Kind{"aiff", "pcm_s16be", 44100, 0.001},
                      Kind{"au", "pcm_s16be", 16000, 0.001}, Kind{"caf", "alac", 44100, 0.1},
                      Kind{"flac", "flac", 44100, 0.001}, Kind{"ogg", "libopus", 48000, 0.02},
                      Kind{"ogg", "libvorbis", 44100, 0.02}, Kind{"ogg", "libspeex", 16000, 0.06},
                      Kind{"mp3", "libmp3lame", 44100, 0.06}, Kind{"mp2", "mp2", 44100, 0.06},
                      Kind{"adts", "aac", 44100, 0.06}, Kind{"mp4", "aac", 44100, 0.06},
                      Kind{"mov", "pcm_s16le", 44100, 0.001}, Kind{"matroska", "flac", 44100, 0.02},
                      Kind{"webm", "libopus", 48000, 0.02}, Kind{"mpegts", "mp2", 48000, 0.06},
                      Kind{"mpegts", "aac", 44100, 0.06}, Kind{"avi", "pcm_s16le", 16000, 0.001},
                      Kind{"avi", "libmp3lame", 44100, 0.06},
                      Kind{"flv", "libmp3lame", 44100, 0.06}, Kind{"asf", "wmav2", 44100, 0.1},
                      Kind{"mpeg", "mp2", 48000, 0.06}, Kind{"ac3", "ac3", 48000, 0.06}),
    [](const auto& given) { return std::string(given.param.container) + "_" + given.param.coder; });

TEST(Recording, StatesThePictureAsTheContainerDoes) {
  for (const char* container : {"mp4", "matroska", "avi", "mpegts", "flv"}) {
    const bool is_flv = std::string(container) == "flv";
    const testing::Sound sound{.coder = "libmp3lame", .rate_hz = 44100, .seconds = 2};
    const testing::Picture picture{.coder = is_flv ? "flv" : "mpeg4", .frames = 50};
    const auto heard =
        listen(bytes_of(make_media(container, sound, picture)), {}, MediaKind::kVideo);
    ASSERT_FALSE(heard.error) << container << ": " << heard.error->message;
    ASSERT_TRUE(heard.info.video) << container;
    EXPECT_EQ(heard.info.video->width, 64) << container;
    EXPECT_EQ(heard.info.video->height, 48) << container;
    EXPECT_DOUBLE_EQ(heard.info.video->frames_per_second, 25) << container;
    // Where frames are not counted, the container's duration is, and the sound may outlast the
    // picture.
    EXPECT_GE(heard.info.video->frame_count, 50) << container;
    EXPECT_LE(heard.info.video->frame_count, 53) << container;
  }
}

TEST(Recording, StatesTheAverageRateOfThePicture) {
  // FFmpeg's guess is twice as much: every frame could be two fields.
  const testing::Picture picture{.coder = "libx264", .frames_per_second = 1, .frames = 8};
  const auto file = make_media("matroska", std::nullopt, picture);
  const auto heard = listen(bytes_of(file), {}, MediaKind::kVideo);
  ASSERT_TRUE(heard.info.video);
  EXPECT_DOUBLE_EQ(heard.info.video->frames_per_second, 1);
  EXPECT_EQ(heard.info.video->frame_count, 8);
}

TEST(Recording, APictureOnItsSideIsStatedAsItIsShown) {
  auto file = make_media("mp4", std::nullopt, testing::Picture{});
  constexpr std::size_t kMatrix = 44;  // bytes behind the box's name
  const auto matrix = file.find("tkhd") + kMatrix;
  const auto turn_to = [&](std::initializer_list<std::int32_t> numbers) {
    std::string bytes;
    for (const auto number : numbers) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        bytes +=
            static_cast<char>(static_cast<std::uint32_t>(number) >> static_cast<unsigned>(shift));
      }
    }
    file.replace(matrix, bytes.size(), bytes);
    const auto video = listen(bytes_of(file), {}, MediaKind::kVideo).info.video;
    return video ? std::pair(video->width, video->height) : std::pair(0, 0);
  };
  constexpr std::int32_t kOne = 0x10000;
  constexpr std::int32_t kLast = 0x40000000;
  EXPECT_EQ(turn_to({kOne, 0, 0, 0, kOne, 0, 0, 0, kLast}), std::pair(64, 48));
  EXPECT_EQ(turn_to({0, kOne, 0, -kOne, 0, 0, 0, 0, kLast}), std::pair(48, 64));
  EXPECT_EQ(turn_to({-kOne, 0, 0, 0, -kOne, 0, 0, 0, kLast}), std::pair(64, 48));
  EXPECT_EQ(turn_to({0, -kOne, 0, kOne, 0, 0, 0, 0, kLast}), std::pair(48, 64));
  EXPECT_EQ(turn_to({0, 0, 0, 0, 0, 0, 0, 0, 0}), std::pair(64, 48));
}

TEST(Recording, AVideoWithoutSoundEndsAtOnce) {
  const auto heard =
      listen(bytes_of(make_media("mp4", std::nullopt, testing::Picture{})), {}, MediaKind::kVideo);
  EXPECT_FALSE(heard.error);
  EXPECT_FALSE(heard.info.has_audio);
  EXPECT_EQ(heard.info.video->frame_count, 25);
  EXPECT_TRUE(heard.samples.empty());
}

TEST(Recording, SoundThatStartsLateKeepsStepWithThePicture) {
  struct Film {
    const char* container;
    const char* coder;
  };
  for (const auto& [container, coder] :
       {Film{"matroska", "mpeg4"}, Film{"matroska", "libx264"}, Film{"mp4", "mpeg4"},
        Film{"mp4", "libx264"}, Film{"mpegts", "mpeg4"}}) {
    const auto file = make_media(
        container, testing::Sound{.coder = "aac", .rate_hz = 48000, .seconds = 1.2, .start_s = 0.8},
        testing::Picture{.coder = coder, .frames = 50});
    const auto heard = listen(bytes_of(file), {}, MediaKind::kVideo);
    ASSERT_FALSE(heard.error) << container << ": " << heard.error->message;
    EXPECT_NEAR(heard.seconds(), 2.0, 0.07) << container;
    EXPECT_LT(heard.level(0, 0.7), 0.01) << container;
    EXPECT_NEAR(heard.level(0.95, 1.9), kToneLevel, 0.03) << container;
    EXPECT_TRUE(heard.gapless);
  }
}

TEST(Recording, APauseInTheTimesIsHeardAsSilence) {
  const auto file = make_media(
      "matroska",
      testing::Sound{
          .coder = "flac", .rate_hz = 44100, .seconds = 1, .pause_at_s = 0.5, .pause_s = 3},
      testing::Picture{.frames = 100});
  const auto heard = listen(bytes_of(file));
  EXPECT_NEAR(heard.seconds(), 4.0, 0.15);
  EXPECT_NEAR(heard.level(0.1, 0.4), kToneLevel, 0.02);
  EXPECT_LT(heard.level(0.7, 3.4), 0.001);
  EXPECT_NEAR(heard.level(3.7, 3.95), kToneLevel, 0.02);
  EXPECT_TRUE(heard.gapless);
}

TEST(Recording, ALittleLateIsHeardToo) {
  const auto file = make_media(
      "mov", testing::Sound{.rate_hz = 48000, .seconds = 1, .start_s = 0.06}, testing::Picture{});
  const auto heard = listen(bytes_of(file));
  EXPECT_NEAR(heard.seconds(), 1.06, 0.001);
  EXPECT_EQ(heard.level(0, 0.059), 0);
  EXPECT_NEAR(heard.level(0.061, 1), kToneLevel, 0.01);
}

TEST(Recording, AClockThatDoesNotBeginAtZeroAddsNoSilence) {
  const testing::Sound late{.coder = "aac", .rate_hz = 44100, .seconds = 1, .start_s = 5};
  EXPECT_NEAR(listen(bytes_of(make_media("matroska", late))).seconds(), 1, 0.06);
  // A part of a film that is sent in parts.
  const auto part = make_media("mp4", late, {}, "movflags=empty_moov+default_base_moof+dash");
  EXPECT_NEAR(listen(bytes_of(part)).seconds(), 1, 0.06);
}

TEST(Recording, TheEditListOfAnMp4DoesSo) {
  const auto heard = listen(bytes_of(make_media(
      "mp4", testing::Sound{.coder = "aac", .rate_hz = 44100, .seconds = 1, .start_s = 2})));
  EXPECT_NEAR(heard.seconds(), 3, 0.06);
  EXPECT_LT(heard.level(0, 1.9), 0.001);
  EXPECT_NEAR(heard.level(2.1, 2.9), kToneLevel, 0.03);
  EXPECT_TRUE(heard.gapless);
}

TEST(Recording, TheFormOfTheSoundMayChangeOnTheWay) {
  const auto part = [](int rate_hz, int channels) {
    return make_media("adts",
                      testing::Sound{.coder = "aac", .rate_hz = rate_hz, .channels = channels});
  };
  const auto heard = listen(bytes_of(part(44100, 1) + part(22050, 2) + part(48000, 1)));
  ASSERT_FALSE(heard.error) << heard.error->message;
  EXPECT_NEAR(heard.seconds(), 3, 0.3);
  for (const double from_s : {0.2, 1.3, 2.3}) {
    EXPECT_NEAR(heard.level(from_s, from_s + 0.5), kToneLevel, 0.03) << from_s;
  }
}

TEST(Recording, TheLanguageThatIsSpokenDecidesBetweenTracks) {
  for (const char* container : {"mp4", "matroska", "mpegts"}) {
    const testing::Sound english{
        .coder = "aac", .rate_hz = 44100, .amplitude = 0.5, .language = "eng"};
    const testing::Sound french{
        .coder = "aac", .rate_hz = 44100, .channels = 2, .amplitude = 0.2, .language = "fre"};
    const auto file = bytes_of(make_media(container, std::vector{english, french}));
    const auto level = [&](std::optional<core::Language> spoken) {
      return listen(file, {}, MediaKind::kAudio, spoken).level(0.2, 0.8);
    };
    EXPECT_NEAR(level(std::nullopt), kToneLevel, 0.02) << container;
    EXPECT_NEAR(level(core::Language::kEnglish), kToneLevel, 0.02) << container;
    EXPECT_NEAR(level(core::Language::kFrench), kToneLevel * 0.4, 0.02) << container;
    EXPECT_NEAR(level(core::Language::kThai), kToneLevel, 0.02) << container;
  }
}

// An ID3 tag with a picture of one pixel, as players show for an album.
std::string id3_cover() {
  const std::string png(
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9c"
      "c\0\1\0\0\5\0\1\r\n-\xb4\0\0\0\0IEND\xae\x42\x60\x82",
      67);
  const std::string body = std::string("\0image/png\0\3\0", 13) + png;
  const std::string frame = "APIC" + std::string("\0\0\0", 3) + static_cast<char>(body.size()) +
                            std::string(2, '\0') + body;
  return "ID3" + std::string("\3\0\0\0\0\0", 6) + static_cast<char>(frame.size()) + frame;
}

TEST(Recording, ACoverIsNoVideo) {
  const auto mp3 = make_media("mp3", testing::Sound{.coder = "libmp3lame", .rate_hz = 44100}, {},
                              "id3v2_version=0");
  const auto heard = listen(bytes_of(id3_cover() + mp3));
  ASSERT_FALSE(heard.error) << heard.error->message;
  EXPECT_FALSE(heard.info.video);
  EXPECT_NEAR(heard.seconds(), 1, 0.06);
}

}  // namespace
}  // namespace dragoman::media

#include "media/remux.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>

#include <gmock/gmock.h>

#include "base/files.h"
#include "media/av.h"
#include "media/testing/listen.h"
#include "media/testing/make_media.h"

extern "C" {
#include <libavutil/dict.h>
}

namespace dragoman::media {
namespace {

namespace fs = std::filesystem;
using core::Language;
using core::Seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What a file of a test holds.
struct Track {
  AVMediaType type = AVMEDIA_TYPE_UNKNOWN;
  std::string coding;
  std::string language;
  int disposition = 0;
  std::vector<std::string> packets;
  std::vector<double> starts_s;
};

struct Opened {
  std::vector<Track> tracks;
  std::vector<std::string> chapters;
  std::map<std::string, std::string> tags;

  [[nodiscard]] std::vector<std::string> codings(AVMediaType type) const {
    std::vector<std::string> out;
    for (const auto& track : tracks) {
      if (track.type == type) out.push_back(track.coding + " " + track.language);
    }
    return out;
  }
  [[nodiscard]] const Track& first(AVMediaType type) const {
    return *std::ranges::find(tracks, type, &Track::type);
  }
};

std::string tag(AVDictionary* tags, const char* name) {
  const auto* entry = av_dict_get(tags, name, nullptr, 0);
  return entry == nullptr ? "" : entry->value;
}

Opened open(const std::string& path) {
  Opened opened;
  AVFormatContext* context = nullptr;
  EXPECT_EQ(avformat_open_input(&context, path.c_str(), nullptr, nullptr), 0) << path;
  if (context == nullptr) return opened;
  const FormatContext format(context);
  EXPECT_GE(avformat_find_stream_info(context, nullptr), 0);
  for (unsigned i = 0; i < context->nb_streams; ++i) {
    const auto& stream = *context->streams[i];
    opened.tracks.push_back({stream.codecpar->codec_type,
                             avcodec_get_name(stream.codecpar->codec_id),
                             tag(stream.metadata, "language"),
                             stream.disposition,
                             {},
                             {}});
  }
  const auto packet = owned<Packet>(av_packet_alloc());
  while (av_read_frame(context, packet.get()) == 0) {
    auto& track = opened.tracks[static_cast<std::size_t>(packet->stream_index)];
    track.packets.emplace_back(reinterpret_cast<const char*>(packet->data),
                               static_cast<std::size_t>(packet->size));
    track.starts_s.push_back(static_cast<double>(packet->pts) *
                             av_q2d(context->streams[packet->stream_index]->time_base));
    av_packet_unref(packet.get());
  }
  for (unsigned i = 0; i < context->nb_chapters; ++i) {
    opened.chapters.push_back(tag(context->chapters[i]->metadata, "title"));
  }
  const AVDictionaryEntry* entry = nullptr;
  while ((entry = av_dict_get(context->metadata, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
    opened.tags[entry->key] = entry->value;
  }
  return opened;
}

class RemuxTest : public ::testing::Test {
 protected:
  RemuxTest() {
    wish_.language = Language::kPortuguese;
    wish_.title = "Portuguese (dubbed)";
    wish_.subtitles = {
        {Language::kPortuguese, {cue(0.5, 1, "Olá."), cue(1.2, 1.9, "Dois\nversos <b>")}},
        {Language::kEnglish, {cue(0.5, 1, "Hello.")}}};
    wish_.mix = [](std::int64_t, std::span<float>) { return base::Status(); };
  }

  static SubtitleCue cue(double start, double end, std::string text) {
    return {{Seconds(start), Seconds(end)}, std::move(text)};
  }
  [[nodiscard]] std::string path(const std::string& name) const { return dir_.path() + "/" + name; }
  std::string write(const std::string& name, std::string_view bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  std::string film(const std::string& name, const std::string& container,
                   const testing::Sound& sound, std::optional<testing::Picture> picture) const {
    return write(name, testing::make_media(container, sound, picture));
  }
  base::Result<RemuxReport> run(const std::string& from, const std::string& name,
                                const Limits& limits = {}) const {
    return remux(from, path(name), path(name), wish_, limits, {});
  }
  Opened remuxed(const std::string& from, const std::string& name) const {
    const auto report = run(from, name);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return open(path(name));
  }
  testing::Heard listened(const std::string& name) const {
    return testing::listen(core::MediaPath{path(name)});
  }

  base::TempDir dir_;
  RemuxWish wish_;
};

const testing::Sound kSound{.coder = "aac", .rate_hz = 44100, .channels = 2, .seconds = 2};
const testing::Picture kPicture{.frames = 50};

TEST_F(RemuxTest, PicturesAreCopiedAndSubtitlesAdded) {
  const auto from = film("in.mp4", "mp4", kSound, kPicture);
  const auto before = open(from);
  for (const auto* name : {"out.mp4", "out.mov", "out.mkv"}) {
    const auto after = remuxed(from, name);
    EXPECT_EQ(after.first(AVMEDIA_TYPE_VIDEO).packets, before.first(AVMEDIA_TYPE_VIDEO).packets);
    EXPECT_THAT(after.codings(AVMEDIA_TYPE_AUDIO), ElementsAre("aac por")) << name;
    const std::string text = std::string(name) == "out.mkv" ? "subrip" : "mov_text";
    EXPECT_THAT(after.codings(AVMEDIA_TYPE_SUBTITLE), ElementsAre(text + " por", text + " eng"));
    EXPECT_NE(after.first(AVMEDIA_TYPE_AUDIO).disposition & AV_DISPOSITION_DEFAULT, 0) << name;
  }
}

TEST_F(RemuxTest, WebmHoldsOpusAndWebvtt) {
  const testing::Sound sound{.coder = "libopus", .rate_hz = 48000, .seconds = 2};
  const auto from =
      film("in.webm", "webm", sound, testing::Picture{.coder = "libvpx", .frames = 50});
  const auto before = open(from);
  const auto after = remuxed(from, "out.webm");
  EXPECT_EQ(after.first(AVMEDIA_TYPE_VIDEO).packets, before.first(AVMEDIA_TYPE_VIDEO).packets);
  EXPECT_THAT(after.codings(AVMEDIA_TYPE_AUDIO), ElementsAre("opus por"));
  EXPECT_THAT(after.codings(AVMEDIA_TYPE_SUBTITLE), ElementsAre("webvtt por", "webvtt eng"));
  EXPECT_THAT(after.first(AVMEDIA_TYPE_SUBTITLE).packets,
              ElementsAre("Olá.", "Dois\nversos &lt;b&gt;"));
}

TEST_F(RemuxTest, SubtitlesStandAtTheirTimes) {
  const auto from = film("in.mp4", "mp4", kSound, kPicture);
  const auto after = remuxed(from, "out.mkv");
  EXPECT_THAT(after.first(AVMEDIA_TYPE_SUBTITLE).starts_s,
              ElementsAre(::testing::DoubleNear(0.5, 0.002), ::testing::DoubleNear(1.2, 0.002)));
}

TEST_F(RemuxTest, TheOriginalSoundIsKeptUntouchedWhereAsked) {
  wish_.keep_sound = true;
  auto sound = kSound;
  sound.language = "eng";
  const auto from = film("in.mp4", "mp4", sound, kPicture);
  const auto before = open(from);
  const auto after = remuxed(from, "out.mkv");
  EXPECT_THAT(after.codings(AVMEDIA_TYPE_AUDIO), ElementsAre("aac por", "aac eng"));
  EXPECT_EQ(after.tracks[2].packets, before.first(AVMEDIA_TYPE_AUDIO).packets);
  EXPECT_EQ(after.tracks[2].disposition & AV_DISPOSITION_DEFAULT, 0);
}

// FFmpeg 5.1 calls it an experiment, and players play it.
TEST_F(RemuxTest, FlacInMp4IsHeardAndKept) {
  wish_.keep_sound = true;
  auto sound = kSound;
  sound.coder = "flac";
  sound.language = "eng";
  const auto from =
      write("in.mp4", testing::make_media("mp4", sound, kPicture, "strict=experimental"));
  const auto before = open(from);
  double loudest = 0;
  wish_.mix = [&](std::int64_t, std::span<float> samples) {
    for (const float sample : samples) loudest = std::max(loudest, std::abs(double{sample}));
    return base::Status();
  };
  const auto after = remuxed(from, "out.mp4");
  EXPECT_GT(loudest, 0.4);
  EXPECT_THAT(after.codings(AVMEDIA_TYPE_AUDIO), ElementsAre("aac por", "flac eng"));
  EXPECT_EQ(after.tracks[2].packets, before.first(AVMEDIA_TYPE_AUDIO).packets);
}

TEST_F(RemuxTest, TheSameFilmGivesTheSameBytes) {
  const auto from = film("in.mp4", "mp4", kSound, kPicture);
  for (const std::string name : {"out.mp4", "out.mkv"}) {
    ASSERT_TRUE(run(from, "1" + name).ok());
    ASSERT_TRUE(run(from, "2" + name).ok());
    EXPECT_EQ(*base::read_file(path("1" + name), 1U << 24U),
              *base::read_file(path("2" + name), 1U << 24U));
  }
}

TEST_F(RemuxTest, TheMixGetsEveryFrameOnceAndStandsInPlace) {
  std::int64_t next = 0;
  wish_.mix = [&](std::int64_t first, std::span<float> samples) {
    EXPECT_EQ(first, next);
    next += std::ssize(samples) / kFilmChannels;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double t = static_cast<double>(first + static_cast<std::int64_t>(i) / 2) / kFilmRateHz;
      samples[i] = t >= 1 && t < 1.2
                       ? 0.5F * static_cast<float>(std::sin(2 * std::numbers::pi * 500 * t))
                       : 0.0F;
    }
    return base::Status();
  };
  const testing::Sound opus{.coder = "libopus", .rate_hz = 48000, .seconds = 2};
  const auto mp4 = film("in.mp4", "mp4", kSound, kPicture);
  const auto webm =
      film("in.webm", "webm", opus, testing::Picture{.coder = "libvpx", .frames = 50});
  for (const auto& [from, name] : {std::pair{mp4, "out.mp4"},
                                   {mp4, "out.mkv"},
                                   {mp4, "out.m4a"},
                                   {mp4, "out.mp3"},
                                   {mp4, "out.flac"},
                                   {mp4, "out.wav"},
                                   {mp4, "out.opus"},
                                   {webm, "out.webm"}}) {
    next = 0;
    const auto report = run(from, name);
    ASSERT_TRUE(report.ok()) << name << report.error().message;
    EXPECT_NEAR(static_cast<double>(next) / kFilmRateHz, 2, 0.05) << name;
    const auto heard = listened(name);
    ASSERT_FALSE(heard.error) << name;
    // From the middle of the beep to its ends: within 30 ms.
    EXPECT_LT(heard.level(0, 0.97), 0.02) << name;
    EXPECT_GT(heard.level(1.03, 1.17), 0.3) << name;
    EXPECT_LT(heard.level(1.23, 1.9), 0.02) << name;
  }
}

TEST_F(RemuxTest, TheFilmsSoundComesAtItsLevelAndTime) {
  std::vector<double> loud(30);
  wish_.mix = [&](std::int64_t first, std::span<float> samples) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto at = static_cast<std::size_t>((first + static_cast<std::int64_t>(i / 2)) / 4800);
      loud.at(at) = std::max(loud.at(at), std::abs(static_cast<double>(samples[i])));
    }
    return base::Status();
  };
  for (const int channels : {1, 2, 6}) {
    std::ranges::fill(loud, 0);
    const testing::Sound late{
        .coder = "pcm_s16le", .channels = channels, .seconds = 1, .start_s = 0.5};
    ASSERT_TRUE(
        run(film("in.mkv", "matroska", late, testing::Picture{.frames = 50}), "out.mkv").ok());
    EXPECT_LT(loud[3], 0.05) << channels;
    EXPECT_NEAR(loud[8], 0.5, 0.05) << channels;
    EXPECT_LT(loud[17], 0.05) << channels;
  }
}

TEST_F(RemuxTest, SoundGoesOnBehindTheFilmWhereSpeechDoes) {
  wish_.sound_until = Seconds(3);
  ASSERT_TRUE(run(film("in.mp4", "mp4", kSound, kPicture), "out.mp4").ok());
  EXPECT_NEAR(listened("out.mp4").seconds(), 3, 0.05);
}

TEST_F(RemuxTest, SoundAloneBecomesSound) {
  const auto from = write("in.wav", testing::make_media("wav", testing::Sound{.seconds = 1}));
  const auto after = remuxed(from, "out.m4a");
  EXPECT_THAT(after.codings(AVMEDIA_TYPE_AUDIO), ElementsAre("aac por"));
  EXPECT_THAT(after.codings(AVMEDIA_TYPE_VIDEO), IsEmpty());
}

TEST_F(RemuxTest, WhatCannotBeHeldIsToldOrRefused) {
  const auto from = film("in.mp4", "mp4", kSound, kPicture);
  const auto to_webm = run(from, "out.webm");
  ASSERT_FALSE(to_webm.ok());
  EXPECT_THAT(to_webm.error().message, HasSubstr("cannot hold the film's picture (mpeg4)"));
  EXPECT_THAT(to_webm.error().message, HasSubstr(".mkv"));
  const auto to_sound = run(from, "out.mp3");
  ASSERT_TRUE(to_sound.ok());
  EXPECT_THAT(to_sound->left_out, ElementsAre("the picture", "the new subtitles"));
  EXPECT_THAT(check_remux(from, "x.mp3", false, {}, {})->left_out, ElementsAre("the picture"));
  const auto pcm = film("pcm.mkv", "matroska", testing::Sound{}, testing::Picture{});
  EXPECT_TRUE(check_remux(pcm, "x.mp4", false, {}, {}).ok());
  const auto kept = check_remux(pcm, "x.mp4", true, {}, {});
  ASSERT_FALSE(kept.ok());
  EXPECT_THAT(kept.error().message, HasSubstr("sound (pcm_s16le)"));
}

TEST_F(RemuxTest, NamesThatAreNoKindOfFilmAreRefusedWithThoseThatAre) {
  for (const auto* name : {"film", "film.txt", "film.mp4/", ".", "", "a.b/film"}) {
    const auto checked = check_remux("nowhere.mp4", name, false, {}, {});
    ASSERT_FALSE(checked.ok()) << name;
    EXPECT_EQ(checked.error().kind, base::ErrorKind::kInvalidArgument);
    EXPECT_THAT(checked.error().message, HasSubstr(".mkv"));
  }
  EXPECT_EQ(check_remux("nowhere.mp4", "FILM.MP4", false, {}, {}).error().kind,
            base::ErrorKind::kNotFound);
}

TEST_F(RemuxTest, AFilmWithoutSoundIsRefused) {
  const auto from = write("in.mp4", testing::make_media("mp4", std::nullopt, kPicture));
  EXPECT_EQ(check_remux(from, "x.mp4", false, {}, {}).error().kind, base::ErrorKind::kMediaEmpty);
  EXPECT_EQ(run(from, "x.mp4").error().kind, base::ErrorKind::kMediaEmpty);
}

TEST_F(RemuxTest, LimitsCancelAndFaultsEndIt) {
  const auto from = film("in.mp4", "mp4", kSound, kPicture);
  Limits few;
  few.max_duration = core::Seconds(1);
  EXPECT_EQ(run(from, "x.mp4", few).error().kind, base::ErrorKind::kMediaTooLong);
  base::CancelSource source;
  wish_.mix = [&](std::int64_t first, std::span<float>) {
    if (first > kFilmRateHz) source.cancel(base::CancelReason::kShutdown);
    return base::Status();
  };
  EXPECT_EQ(remux(from, path("x.mp4"), "x.mp4", wish_, {}, source.token()).error().kind,
            base::ErrorKind::kCancelled);
  wish_.mix = [](std::int64_t, std::span<float>) {
    return base::Status(base::Error{base::ErrorKind::kInternal, "No voice.", ""});
  };
  EXPECT_EQ(run(from, "x.mp4").error().message, "No voice.");
  EXPECT_EQ(remux(from, path("no/x.mp4"), "x.mp4", wish_, {}, {}).error().kind,
            base::ErrorKind::kIo);
}

TEST_F(RemuxTest, CutAndBentFilmsNeverCrashIt) {
  const auto whole = testing::make_media("matroska", kSound, testing::Picture{.frames = 20});
  for (std::size_t i = 0; i < 20; ++i) {
    auto bytes = whole.substr(0, whole.size() - i * whole.size() / 25);
    for (std::size_t at = i * 13; at < bytes.size(); at += 997)
      bytes[at] = static_cast<char>(at * i);
    static_cast<void>(run(write("bent.mkv", bytes), "out.mkv"));
  }
}

}  // namespace
}  // namespace dragoman::media

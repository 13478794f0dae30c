// What comes out of files that are damaged, lie, or are no recordings at all.
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/files.h"
#include "media/recording.h"
#include "media/testing/listen.h"
#include "media/testing/make_media.h"
#include "media/testing/wav.h"

namespace dragoman::media {
namespace {

using base::ErrorKind;
using core::MediaKind;
using testing::bytes_of;
using testing::listen;
using testing::make_media;
using testing::tone;
using testing::wav;

ErrorKind error_of(const std::string& file, const Limits& limits = {}) {
  const auto heard = listen(bytes_of(file), limits);
  return heard.error ? heard.error->kind : ErrorKind::kInternal;
}

TEST(Hostile, ZeroSamplesAreEmpty) {
  EXPECT_EQ(error_of(""), ErrorKind::kMediaEmpty);
  EXPECT_EQ(error_of(wav({})), ErrorKind::kMediaEmpty);
}

TEST(Hostile, SilenceIsNotEmpty) {
  const auto heard = listen(bytes_of(wav(std::vector<std::int16_t>(8000, 0))));
  EXPECT_FALSE(heard.error);
  EXPECT_EQ(heard.samples.size(), 8000U);
}

TEST(Hostile, WhatIsNoRecordingIsUnreadable) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "A text that somebody named speech.mp3. \xC3\xA9\n";
  EXPECT_EQ(error_of(text), ErrorKind::kMediaUnreadable);
  EXPECT_EQ(error_of("RIFF"), ErrorKind::kMediaUnreadable);
  EXPECT_EQ(error_of(std::string(100'000, '\0')), ErrorKind::kMediaUnreadable);
  EXPECT_EQ(error_of(std::string(100'000, '\xFF')), ErrorKind::kMediaUnreadable);
  EXPECT_EQ(error_of("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
            ErrorKind::kMediaUnreadable);
  EXPECT_EQ(error_of("1\n00:00:01,000 --> 00:00:02,000\nHello\n"), ErrorKind::kMediaUnreadable);
}

TEST(Hostile, WhatItIsInsteadIsSaid) {
  const std::pair<std::string, const char*> files[] = {
      {"\n <!DOCTYPE HTML><html><head><title>Sign in</title></head></html>", "web page"},
      {"\xEF\xBB\xBF<html lang=\"de\">", "web page"},
      {"<?xml version=\"1.0\"?><!DOCTYPE html><html></html>", "web page"},
      {"#EXTM3U\nhttp://127.0.0.1/secret.ts\n", "list of other files"},
      {"<?xml version=\"1.0\"?><MPD type=\"static\"></MPD>", "list of other files"},
      {"%PDF-1.7\n1 0 obj\n", "document"},
      {std::string("PK\x03\x04") + std::string(100, 'x'), "packed file"},
      {"plain words", "not an audio or video file"},
  };
  for (const auto& [file, word] : files) {
    const auto heard = listen(bytes_of(file));
    ASSERT_TRUE(heard.error) << word;
    EXPECT_EQ(heard.error->kind, ErrorKind::kMediaUnreadable);
    EXPECT_NE(heard.error->message.find(word), std::string::npos) << heard.error->message;
  }
}

TEST(Hostile, ATextNamedMp3IsUnreadableFromDiskToo) {
  const base::TempDir dir;
  const auto path = dir.path() + "/speech.mp3";
  std::string text;
  for (int i = 0; i < 400; ++i) text += "Only its name ends like that of a recording.\n";
  ASSERT_TRUE(base::write_file_atomically(path, text).ok());
  const auto heard = listen(core::MediaPath{path});
  ASSERT_TRUE(heard.error);
  EXPECT_EQ(heard.error->kind, ErrorKind::kMediaUnreadable);
}

TEST(Hostile, ListsThatLeadElsewhereAreUnreadable) {
  const base::TempDir dir;
  const auto secret = dir.path() + "/secret.wav";
  ASSERT_TRUE(base::write_file_atomically(secret, wav(tone(1))).ok());
  const std::string lists[] = {
      "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://" + secret + "\n#EXT-X-ENDLIST\n",
      "#EXTM3U\n" + secret + "\n",
      "ffconcat version 1.0\nfile '" + secret + "'\n",
      "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
      "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"></MPD>",
      "<?xml version=\"1.0\"?><smil><body><audio src=\"" + secret + "\"/></body></smil>",
      "[playlist]\nFile1=" + secret + "\n",
  };
  for (const auto& list : lists) {
    EXPECT_EQ(error_of(list), ErrorKind::kMediaUnreadable) << list;
    const auto path = dir.path() + "/list.m3u8";
    ASSERT_TRUE(base::write_file_atomically(path, list).ok());
    EXPECT_EQ(listen(core::MediaPath{path}).error->kind, ErrorKind::kMediaUnreadable) << list;
  }
}

std::string big_endian(std::size_t value, int bytes) {
  std::string text;
  while (bytes-- > 0) text += static_cast<char>(value >> (8 * bytes) & 255U);
  return text;
}

// An entry of QuickTime's data references that names another file: a Macintosh alias record.
std::string alias_to(const std::string& path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const std::string record = std::string(10, '\0') + std::string(1 + 27, '\0') +
                             std::string(12, '\0') + big_endian(name.size(), 1) + name +
                             std::string(63 - name.size(), '\0') + std::string(16, '\0') +
                             big_endian(1, 2) + big_endian(1, 2) + std::string(16, '\0') +
                             big_endian(2, 2) + big_endian(path.size(), 2) + path +
                             std::string(path.size() % 2, '\0') + "\xFF\xFF" + big_endian(0, 2);
  return big_endian(record.size() + 12, 4) + "alis" + std::string(4, '\0') + record;
}

void enlarge_box(std::string& movie, std::string_view type, std::size_t by) {
  const auto at = movie.rfind(type) - 4;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size = size << 8U | static_cast<std::uint8_t>(movie[at + i]);
  movie.replace(at, 4, big_endian(size + by, 4));
}

// A QuickTime film whose sound is said to lie in another file of this machine.
TEST(Hostile, AFilmThatPointsToAnotherFileDoesNotOpenIt) {
  const base::TempDir dir;
  const auto secret = dir.path() + "/secret.raw";
  ASSERT_TRUE(base::write_file_atomically(secret, std::string(64'000, '\x55')).ok());
  auto movie = make_media("mov", testing::Sound{.coder = "pcm_s16le", .seconds = 0.5});
  const std::string itself = big_endian(12, 4) + "url " + big_endian(1, 4);
  const auto entry =
      movie.find("dref" + big_endian(0, 4) + big_endian(1, 4) + itself, movie.find("smhd")) + 12;
  ASSERT_LT(entry, movie.size());
  const auto alias = alias_to(secret);
  movie.replace(entry, itself.size(), alias);
  for (const auto* box : {"moov", "trak", "mdia", "minf", "dinf", "dref"}) {
    enlarge_box(movie, box, alias.size() - itself.size());
  }
  const auto path = dir.path() + "/film.mov";
  ASSERT_TRUE(base::write_file_atomically(path, movie).ok());
  for (const auto& input : {bytes_of(movie), core::MediaInput(core::MediaPath{path})}) {
    const auto heard = listen(input);
    ASSERT_TRUE(heard.error);
    EXPECT_EQ(heard.error->kind, ErrorKind::kMediaUnreadable);
    EXPECT_TRUE(heard.samples.empty());
  }
}

TEST(Hostile, TruncatedFilesGiveWhatIsThere) {
  struct Kind {
    const char* container;
    const char* coder;
  };
  for (const auto& [container, coder] :
       {Kind{"wav", "pcm_s16le"}, Kind{"flac", "flac"}, Kind{"mp3", "libmp3lame"},
        Kind{"ogg", "libvorbis"}, Kind{"matroska", "aac"}, Kind{"mpegts", "aac"},
        Kind{"adts", "aac"}, Kind{"avi", "pcm_s16le"}}) {
    const auto file =
        make_media(container, testing::Sound{.coder = coder, .rate_hz = 44100, .seconds = 4});
    const auto heard = listen(bytes_of(file.substr(0, file.size() / 2)));
    ASSERT_FALSE(heard.error) << container << ": " << heard.error->message;
    EXPECT_GT(heard.seconds(), 1) << container;
    EXPECT_LT(heard.seconds(), 3) << container;
    EXPECT_NEAR(heard.level(0.2, 0.9), 0.3536, 0.03) << container;
  }
}

TEST(Hostile, AnMp4WithoutItsIndexIsUnreadable) {
  const auto file =
      make_media("mp4", testing::Sound{.coder = "aac", .rate_hz = 44100, .seconds = 2});
  EXPECT_EQ(error_of(file.substr(0, file.size() / 2)), ErrorKind::kMediaUnreadable);
}

TEST(Hostile, DamageInTheMiddleIsPassedOver) {
  struct Kind {
    const char* container;
    const char* coder;
    const char* options;
  };
  for (const auto& [container, coder, options] :
       {Kind{"mp3", "libmp3lame", ""}, Kind{"adts", "aac", ""},
        Kind{"matroska", "aac", "cluster_time_limit=300"},
        Kind{"ogg", "libvorbis", "page_duration=100000"}, Kind{"mpegts", "mp2", ""},
        Kind{"flac", "flac", ""}}) {
    auto file =
        make_media(container, testing::Sound{.coder = coder, .rate_hz = 44100, .seconds = 4},
                   std::nullopt, options);
    for (std::size_t i = file.size() / 2; i < file.size() / 2 + file.size() / 20; ++i)
      file[i] = '\x5A';
    const auto heard = listen(bytes_of(file));
    ASSERT_FALSE(heard.error) << container << ": " << heard.error->message;
    EXPECT_GT(heard.seconds(), 3) << container;
    EXPECT_LT(heard.seconds(), 4.6) << container;
    EXPECT_NEAR(heard.level(0.2, 0.7), 0.3536, 0.03) << container;
  }
}

TEST(Hostile, SoundOfWhichNothingDecodesIsUnreadable) {
  auto file = make_media("mp4", testing::Sound{.coder = "aac", .rate_hz = 44100, .seconds = 1}, {},
                         "moov_size=20000");
  const auto data = file.find("mdat");
  ASSERT_NE(data, std::string::npos);
  std::fill(file.begin() + static_cast<std::ptrdiff_t>(data) + 4, file.end(), '\xFF');
  EXPECT_EQ(error_of(file), ErrorKind::kMediaUnreadable);

  auto flac = make_media("flac", testing::Sound{.coder = "flac", .rate_hz = 44100, .seconds = 1});
  std::fill(flac.begin() + 42 + 4, flac.end(), '\0');
  EXPECT_EQ(error_of(flac), ErrorKind::kMediaUnreadable);
}

TEST(Hostile, ACodingNotOnTheListIsUnreadable) {
  const auto file = make_media("matroska", testing::Sound{.coder = "tta", .rate_hz = 44100});
  const auto heard = listen(bytes_of(file));
  ASSERT_TRUE(heard.error);
  EXPECT_EQ(heard.error->kind, ErrorKind::kMediaUnreadable);
  EXPECT_NE(heard.error->message.find("tta"), std::string::npos);
}

TEST(Hostile, ALieAboutTheSizeIsNotBelieved) {
  for (const std::int64_t stated : {0LL, 10LL, 64'000LL, 0x7FFFFFFFLL, 0xFFFFFFFFLL}) {
    const auto heard = listen(bytes_of(wav(tone(1), 16000, 1, stated)));
    if (heard.error) {
      EXPECT_TRUE(heard.error->kind == ErrorKind::kMediaEmpty ||
                  heard.error->kind == ErrorKind::kMediaTooLong)
          << stated << heard.error->message;
    } else {
      EXPECT_LE(heard.seconds(), 1.0) << stated;
      EXPECT_GT(heard.seconds(), 0) << stated;
    }
  }
}

TEST(Hostile, TheStatedDurationIsLimited) {
  Limits limits;
  limits.max_duration = core::Seconds(2);
  EXPECT_EQ(error_of(wav(tone(2.1)), limits), ErrorKind::kMediaTooLong);
  EXPECT_FALSE(listen(bytes_of(wav(tone(2))), limits).error);
}

TEST(Hostile, TheDecodedDurationIsLimitedWhereNoneIsStated) {
  Limits limits;
  limits.max_duration = core::Seconds(2);
  const auto file =
      make_media("adts", testing::Sound{.coder = "aac", .rate_hz = 44100, .seconds = 4});
  const auto heard = listen(bytes_of(file), limits);
  ASSERT_TRUE(heard.error);
  EXPECT_EQ(heard.error->kind, ErrorKind::kMediaTooLong);
  EXPECT_LE(heard.seconds(), 2);
}

TEST(Hostile, PixelsAndStreamsAreLimited) {
  Limits limits;
  limits.max_pixels = 64 * 48 - 1;
  const auto video =
      make_media("mp4", testing::Sound{.coder = "aac", .rate_hz = 44100}, testing::Picture{});
  EXPECT_EQ(error_of(video, limits), ErrorKind::kMediaTooLong);
  limits.max_pixels = 64 * 48;
  EXPECT_FALSE(listen(bytes_of(video), limits).error);
  limits.max_streams = 1;
  EXPECT_EQ(error_of(video, limits), ErrorKind::kMediaUnreadable);
}

TEST(Hostile, RandomBytesDoNotOpen) {
  std::mt19937 random(1);
  for (const std::size_t size : {100U, 1'000U, 10'000U, 100'000U}) {
    for (int i = 0; i < 8; ++i) {
      std::string bytes(size, '\0');
      for (auto& byte : bytes) byte = static_cast<char>(random() & 255U);
      EXPECT_EQ(error_of(bytes), ErrorKind::kMediaUnreadable) << size;
    }
  }
}

// Whatever the damage: an error of the media's kind or samples, and never more of them than a clock
// could justify.
TEST(Hostile, FlippedBytesEndInSamplesOrAClearError) {
  std::mt19937 random(2);
  Limits limits;
  limits.max_duration = core::Seconds(60);
  struct Kind {
    const char* container;
    const char* coder;
  };
  for (const auto& [container, coder] :
       {Kind{"mp4", "aac"}, Kind{"matroska", "libvorbis"}, Kind{"mpegts", "aac"},
        Kind{"flv", "aac"}, Kind{"avi", "libmp3lame"}, Kind{"adts", "aac"}, Kind{"asf", "wmav2"},
        Kind{"caf", "alac"}, Kind{"ogg", "libopus"}, Kind{"w64", "pcm_s16le"},
        Kind{"flac", "flac"}}) {
    const int rate_hz = std::string(coder) == "libopus" ? 48000 : 44100;
    const auto file =
        make_media(container, testing::Sound{.coder = coder, .rate_hz = rate_hz, .seconds = 0.5});
    for (int round = 0; round < 30; ++round) {
      auto damaged = file;
      for (int flips = 0; flips < 10; ++flips) {
        damaged[random() % damaged.size()] = static_cast<char>(random() & 255U);
      }
      const auto heard = listen(bytes_of(damaged), limits);
      EXPECT_LE(heard.seconds(), 60);
      if (!heard.error) continue;
      const auto kind = heard.error->kind;
      EXPECT_TRUE(kind == ErrorKind::kMediaUnreadable || kind == ErrorKind::kMediaEmpty ||
                  kind == ErrorKind::kMediaTooLong)
          << container << ": " << heard.error->message;
    }
  }
}

}  // namespace
}  // namespace dragoman::media

// Recordings whose bytes are still on their way, and jobs that end before them.
#include <fcntl.h>
#include <unistd.h>

#include <future>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/testing/http_server.h"
#include "media/recording.h"
#include "media/testing/listen.h"
#include "media/testing/make_media.h"
#include "media/testing/wav.h"

namespace dragoman::media {
namespace {

using base::ErrorKind;
using base::testing::Connection;
using base::testing::HttpServer;
using core::MediaKind;
using testing::bytes_of;
using testing::listen;
using testing::make_media;

Limits loopback() {
  Limits limits;
  limits.hosts.allow_private = true;
  return limits;
}

std::string head_of(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
}

/// Sends the first half of the body at once, and the rest when it is released.
class HalfServer {
 public:
  explicit HalfServer(std::string body)
      : body_(std::move(body)), server_([this](const std::string&, Connection& c) { serve(c); }) {}
  HalfServer(const HalfServer&) = delete;
  HalfServer& operator=(const HalfServer&) = delete;
  ~HalfServer() { release(); }

  [[nodiscard]] core::MediaInput input() const { return core::MediaUrl{server_.url("/")}; }
  void release() {
    if (!released_) released_promise_.set_value();
    released_ = true;
  }

 private:
  void serve(Connection& connection) {
    connection.send(head_of(body_));
    connection.send(body_.substr(0, body_.size() / 2));
    released_promise_.get_future().wait();
    connection.send(body_.substr(body_.size() / 2));
  }

  std::string body_;
  bool released_ = false;
  std::promise<void> released_promise_;
  HttpServer server_;
};

struct Kind {
  const char* container;
  const char* coder;
  const char* options;
};

class StreamedKinds : public ::testing::TestWithParam<Kind> {};

TEST_P(StreamedKinds, FirstSamplesComeWhileTheServerHoldsBackTheSecondHalf) {
  const auto& [container, coder, options] = GetParam();
  const auto file =
      make_media(container, testing::Sound{.coder = coder, .rate_hz = 44100, .seconds = 20},
                 std::nullopt, options);
  HalfServer server(file);
  const auto recording = Recording::open(server.input(), MediaKind::kAudio, loopback(), {});
  ASSERT_TRUE(recording.ok()) << recording.error().message;
  const auto first = (*recording)->next();
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ((*first)->samples.size(), 4000U);
  server.release();
  double seconds = 0.25;
  for (;;) {
    const auto block = (*recording)->next();
    ASSERT_TRUE(block.ok()) << block.error().message;
    if (!*block) break;
    seconds += (*block)->length().count();
  }
  EXPECT_NEAR(seconds, 20, 0.1);
}

INSTANTIATE_TEST_SUITE_P(Recording, StreamedKinds,
                         ::testing::Values(Kind{"wav", "pcm_s16le", ""}, Kind{"flac", "flac", ""},
                                           Kind{"mp3", "libmp3lame", ""},
                                           Kind{"ogg", "libvorbis", ""},
                                           Kind{"matroska", "aac", ""}, Kind{"adts", "aac", ""},
                                           Kind{"mpegts", "aac", ""}, Kind{"flv", "aac", ""},
                                           Kind{"mp4", "aac", "moov_size=100000"}),
                         [](const auto& given) { return std::string(given.param.container); });

TEST(Streamed, AnMp4WithItsIndexLastGivesTheSameSamples) {
  const auto file =
      make_media("mp4", testing::Sound{.coder = "aac", .rate_hz = 44100, .seconds = 8},
                 testing::Picture{.frames = 200});
  const auto expected = listen(bytes_of(file), {}, MediaKind::kVideo);
  HalfServer server(file);
  auto opening = std::async(std::launch::async,
                            [&] { return listen(server.input(), loopback(), MediaKind::kVideo); });
  server.release();
  const auto heard = opening.get();
  ASSERT_FALSE(expected.error) << expected.error->message;
  ASSERT_FALSE(heard.error) << heard.error->message;
  EXPECT_EQ(heard.samples, expected.samples);
  ASSERT_TRUE(heard.info.video);
  EXPECT_EQ(heard.info.video->frame_count, 200);
}

TEST(Streamed, FramesAreCountedEvenWhereOnlyTheEndTells) {
  const auto file =
      make_media("mpegts", testing::Sound{.coder = "aac", .rate_hz = 44100, .seconds = 8},
                 testing::Picture{.frames = 200});
  const auto expected = listen(bytes_of(file), {}, MediaKind::kVideo).info.video;
  const HttpServer server([&](const std::string&, Connection& c) { c.reply(200, file); });
  const auto heard = listen(core::MediaUrl{server.url("/")}, loopback(), MediaKind::kVideo);
  ASSERT_TRUE(heard.info.video);
  EXPECT_EQ(heard.info.video->frame_count, expected->frame_count);
  EXPECT_NEAR(static_cast<double>(heard.info.video->frame_count), 200, 3);
}

// As browsers record: the container states neither a count of frames nor a duration.
TEST(Streamed, FramesAreCountedWhereNothingTells) {
  const auto file =
      make_media("matroska", testing::Sound{.coder = "libopus", .rate_hz = 48000, .seconds = 3},
                 testing::Picture{.frames = 75}, "live=1");
  const HttpServer server([&](const std::string&, Connection& c) { c.reply(200, file); });
  for (const auto& input : {bytes_of(file), core::MediaInput(core::MediaUrl{server.url("/")})}) {
    const auto heard = listen(input, loopback(), MediaKind::kVideo);
    ASSERT_FALSE(heard.error) << heard.error->message;
    ASSERT_TRUE(heard.info.video);
    EXPECT_NEAR(static_cast<double>(heard.info.video->frame_count), 75, 1);
    EXPECT_NEAR(heard.info.duration->count(), 3, 0.05);
    EXPECT_NEAR(heard.seconds(), 3, 0.05);
    EXPECT_NEAR(heard.level(0.2, 2.8), 0.3536, 0.03);
  }
  EXPECT_FALSE(listen(bytes_of(file)).info.duration) << "sound alone is not read twice";
}

// As a recorder leaves it that is switched off: the header promises 2^30 frames.
TEST(Streamed, FramesAreCountedWhereTheHeaderWasNeverFinished) {
  auto file = make_media("avi", testing::Sound{.seconds = 2}, testing::Picture{.frames = 50});
  const auto length_at = file.find("strh") + 8 + 32;
  ASSERT_EQ(file.substr(length_at, 4), std::string("\x32\0\0\0", 4));
  file.replace(length_at, 4, std::string("\0\0\0\x40", 4));
  const auto heard = listen(bytes_of(file), {}, MediaKind::kVideo);
  ASSERT_FALSE(heard.error) << heard.error->message;
  EXPECT_EQ(heard.info.video->frame_count, 50);
  EXPECT_NEAR(heard.seconds(), 2, 0.01);
}

testing::Heard listen_through_a_pipe(const std::string& file, MediaKind kind) {
  int ends[2] = {};
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const base::UniqueFd before(::dup(STDIN_FILENO));
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);
  std::thread writer([&, fd = ends[1]] {
    for (std::size_t at = 0; at < file.size();) {
      const auto written = ::write(fd, file.data() + at, file.size() - at);
      if (written <= 0) break;
      at += static_cast<std::size_t>(written);
    }
    ::close(fd);
  });
  auto heard = listen(core::MediaPath{"-"}, {}, kind);
  ::dup2(before.get(), STDIN_FILENO);
  writer.join();
  return heard;
}

TEST(Streamed, StandardInputMayBeAPipe) {
  const auto file =
      make_media("mp4", testing::Sound{.coder = "aac", .rate_hz = 44100, .seconds = 8},
                 testing::Picture{.frames = 200});
  const auto heard = listen_through_a_pipe(file, MediaKind::kVideo);
  ASSERT_FALSE(heard.error) << heard.error->message;
  EXPECT_EQ(heard.info.video->frame_count, 200);
  EXPECT_NEAR(heard.seconds(), 8, 0.1);
}

// Its duration grows with every fragment that comes.
TEST(Streamed, FramesOfAnMp4InFragmentsAreCountedToTheLast) {
  const auto file =
      make_media("mp4", testing::Sound{.coder = "aac", .rate_hz = 44100, .seconds = 8},
                 testing::Picture{.frames = 200}, "movflags=frag_keyframe+empty_moov");
  const auto expected = listen(bytes_of(file), {}, MediaKind::kVideo).info;
  const auto heard = listen_through_a_pipe(file, MediaKind::kVideo);
  ASSERT_FALSE(heard.error) << heard.error->message;
  ASSERT_TRUE(heard.info.video);
  EXPECT_EQ(heard.info.video->frame_count, expected.video->frame_count);
  EXPECT_EQ(heard.info.duration, expected.duration);
  EXPECT_NEAR(static_cast<double>(heard.info.video->frame_count), 200, 3);
}

TEST(Streamed, APauseLateInAnMp4InFragmentsIsHeard) {
  const testing::Sound sound{
      .coder = "aac", .rate_hz = 44100, .seconds = 6, .pause_at_s = 4, .pause_s = 2};
  const auto file = make_media("mp4", sound, std::nullopt, "movflags=frag_every_frame+empty_moov");
  const auto heard = listen_through_a_pipe(file, MediaKind::kAudio);
  ASSERT_FALSE(heard.error) << heard.error->message;
  EXPECT_NEAR(heard.seconds(), 8, 0.1);
  EXPECT_LT(heard.level(4.3, 5.7), 0.01);
}

TEST(Streamed, ATransferThatBreaksOffIsAnErrorAndNoShortRecording) {
  const auto file = testing::wav(testing::tone(20));
  const HttpServer server([&](const std::string&, Connection& c) {
    c.send(head_of(file));
    c.send(file.substr(0, file.size() / 2));
  });
  const auto heard = listen(core::MediaUrl{server.url("/")}, loopback());
  ASSERT_TRUE(heard.error);
  EXPECT_EQ(heard.error->kind, ErrorKind::kUrlFailed);
}

TEST(Streamed, TheServersAnswerIsTheErrorOfOpening) {
  const HttpServer server(
      [](const std::string& path, Connection& c) { c.reply(path == "/403" ? 403 : 404, "no"); });
  EXPECT_EQ(listen(core::MediaUrl{server.url("/403")}, loopback()).error->kind,
            ErrorKind::kUrlForbidden);
  EXPECT_EQ(listen(core::MediaUrl{server.url("/404")}, loopback()).error->kind,
            ErrorKind::kUrlFailed);
  EXPECT_EQ(listen(core::MediaUrl{server.url("/")}).error->kind, ErrorKind::kUrlRefused);
}

TEST(Streamed, AnEmptyOrForeignBodyIsTold) {
  const HttpServer server([](const std::string& path, Connection& c) {
    c.reply(200, path == "/page" ? "<!DOCTYPE html><html><body>Sign in</body></html>" : "");
  });
  EXPECT_EQ(listen(core::MediaUrl{server.url("/")}, loopback()).error->kind,
            ErrorKind::kMediaEmpty);
  EXPECT_EQ(listen(core::MediaUrl{server.url("/page")}, loopback()).error->kind,
            ErrorKind::kMediaUnreadable);
}

TEST(Streamed, CancelEndsOpeningAndReading) {
  HalfServer server(testing::wav(testing::tone(20)));
  base::CancelSource cancel;
  const auto recording =
      Recording::open(server.input(), MediaKind::kAudio, loopback(), cancel.token());
  ASSERT_TRUE(recording.ok());
  ASSERT_TRUE((*recording)->next().ok());
  auto reading = std::async(std::launch::async, [&] {
    for (;;) {
      auto block = (*recording)->next();
      if (!block || !*block) return block;
    }
  });
  cancel.cancel(base::CancelReason::kClientGone);
  EXPECT_EQ(reading.get().error().kind, ErrorKind::kCancelled);
  EXPECT_EQ((*recording)->next().error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(Recording::open(bytes_of(testing::wav(testing::tone(1))), MediaKind::kAudio, {},
                            cancel.token())
                .error()
                .kind,
            ErrorKind::kCancelled);
}

TEST(Streamed, CancelEndsAnOpeningThatWaits) {
  const HttpServer server([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\n\r\nRIFF");
    c.wait_for_close();
  });
  base::CancelSource cancel;
  auto opening = std::async(std::launch::async, [&] {
    return Recording::open(core::MediaUrl{server.url("/")}, MediaKind::kAudio, loopback(),
                           cancel.token());
  });
  cancel.cancel(base::CancelReason::kShutdown);
  EXPECT_EQ(opening.get().error().kind, ErrorKind::kCancelled);
}

}  // namespace
}  // namespace dragoman::media

#include "media/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/files.h"
#include "media/sandbox_lock.h"
#include "media/sandbox_wire.h"
#include "media/testing/listen.h"
#include "media/testing/make_media.h"
#include "media/testing/wav.h"

namespace dragoman::media {
namespace {

using base::ErrorKind;
using testing::bytes_of;
using testing::listen;
using testing::make_media;
using testing::tone;
using testing::wav;

Limits apart() {
  Limits limits;
  limits.decoder = std::string(std::getenv("DRAGOMAN_BUILD_DIR")) + "/dragoman-media";
  return limits;
}

// The processes whose parent this one is.
std::vector<pid_t> children() {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string text;
    std::getline(file, text);
    const auto end = text.rfind(") ");
    if (end == std::string::npos) continue;
    const int parent = std::atoi(text.c_str() + end + 4);
    if (parent == ::getpid()) found.push_back(std::atoi(text.c_str()));
  }
  return found;
}

TEST(Sandbox, GivesTheSameSound) {
  struct Kind {
    const char* container;
    const char* coder;
  };
  for (const auto& [container, coder] :
       {Kind{"wav", "pcm_s16le"}, Kind{"flac", "flac"}, Kind{"mp3", "libmp3lame"},
        Kind{"ogg", "libvorbis"}, Kind{"matroska", "aac"}, Kind{"mpegts", "aac"},
        Kind{"mp4", "aac"}, Kind{"asf", "wmav2"}}) {
    const auto file = bytes_of(
        make_media(container, testing::Sound{.coder = coder, .rate_hz = 44100, .seconds = 3}));
    const auto here = listen(file);
    const auto there = listen(file, apart());
    ASSERT_FALSE(there.error) << container << ": " << there.error->message;
    EXPECT_EQ(there.samples, here.samples) << container;
    EXPECT_EQ(there.blocks, here.blocks) << container;
    EXPECT_TRUE(there.gapless);
    EXPECT_EQ(there.info.duration, here.info.duration) << container;
  }
}

TEST(Sandbox, TellsOfThePictureToo) {
  const auto film = bytes_of(
      make_media("mp4", testing::Sound{.coder = "aac", .rate_hz = 44100}, testing::Picture{}));
  const auto here = listen(film, {}, core::MediaKind::kVideo);
  const auto there = listen(film, apart(), core::MediaKind::kVideo);
  ASSERT_TRUE(here.info.video && there.info.video);
  EXPECT_EQ(there.info.video->width, here.info.video->width);
  EXPECT_EQ(there.info.video->height, here.info.video->height);
  EXPECT_EQ(there.info.video->frame_count, here.info.video->frame_count);
  EXPECT_EQ(there.info.video->frames_per_second, here.info.video->frames_per_second);
}

TEST(Sandbox, GivesTheSameErrors) {
  auto limits = apart();
  limits.max_duration = core::Seconds(2);
  auto in_this_process = limits;
  in_this_process.decoder.clear();
  const std::pair<std::string, ErrorKind> files[] = {
      {"", ErrorKind::kMediaEmpty},
      {wav({}), ErrorKind::kMediaEmpty},
      {std::string(5000, 'x'), ErrorKind::kMediaUnreadable},
      {wav(tone(2.5)), ErrorKind::kMediaTooLong},
  };
  for (const auto& [file, kind] : files) {
    const auto here = listen(bytes_of(file), in_this_process);
    const auto there = listen(bytes_of(file), limits);
    ASSERT_TRUE(here.error && there.error);
    EXPECT_EQ(there.error->kind, kind);
    EXPECT_EQ(there.error->message, here.error->message);
  }
  limits.max_bytes = 100;
  EXPECT_EQ(listen(bytes_of(wav(tone(1))), limits).error->kind, ErrorKind::kMediaTooLarge);
}

// The source fails in the middle: what it said counts, not what the child makes of it.
TEST(Sandbox, TheSourcesErrorsComeThrough) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const auto file = wav(tone(1));
  ASSERT_EQ(::write(ends[1], file.data(), 20'000), 20'000);
  ::close(ends[1]);
  auto limits = apart();
  limits.max_bytes = 10'000;
  auto source = open_descriptor(base::UniqueFd(ends[0]), limits, {});
  ASSERT_TRUE(source.ok());
  const auto recording = decode_apart(*std::move(source), {}, limits, {});
  ASSERT_FALSE(recording.ok());
  EXPECT_EQ(recording.error().kind, ErrorKind::kMediaTooLarge);
}

TEST(Sandbox, ACrashIsAnErrorOfThatRecordingAlone) {
  const auto file = bytes_of(wav(tone(20)));
  const auto other = Recording::open(file, core::MediaKind::kAudio, apart(), {});
  ASSERT_TRUE(other.ok());
  const auto before = children();
  const auto recording = Recording::open(file, core::MediaKind::kAudio, apart(), {});
  ASSERT_TRUE(recording.ok());
  ASSERT_TRUE((*recording)->next().ok());
  int killed = 0;
  for (const auto child : children()) {
    if (std::ranges::find(before, child) != before.end()) continue;
    EXPECT_EQ(::kill(child, SIGSEGV), 0);
    ++killed;
  }
  EXPECT_EQ(killed, 1);
  const auto block = (*recording)->next();
  ASSERT_FALSE(block.ok());
  EXPECT_EQ(block.error().kind, ErrorKind::kMediaUnreadable);
  EXPECT_NE(block.error().message.find("Convert it"), std::string::npos);
  EXPECT_EQ((*recording)->next().error().kind, ErrorKind::kMediaUnreadable) << "and stays so";
  EXPECT_TRUE((*other)->next().ok());
}

TEST(Sandbox, NothingStaysBehind) {
  const auto before = children();
  EXPECT_FALSE(listen(bytes_of(wav(tone(1))), apart()).error);
  EXPECT_TRUE(listen(bytes_of("no recording"), apart()).error);
  {
    const auto half = Recording::open(bytes_of(wav(tone(9))), core::MediaKind::kAudio, apart(), {});
  }
  EXPECT_EQ(children(), before);
}

TEST(Sandbox, CancelEndsAWaitForBytesAndTheChild) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const base::UniqueFd writer(ends[1]);
  const auto before = children();
  base::CancelSource cancel;
  auto source = open_descriptor(base::UniqueFd(ends[0]), apart(), cancel.token());
  ASSERT_TRUE(source.ok());
  std::jthread canceller([&] {
    while (children().size() == before.size()) std::this_thread::yield();
    cancel.cancel(base::CancelReason::kClientGone);
  });
  const auto recording = decode_apart(*std::move(source), {}, apart(), cancel.token());
  ASSERT_FALSE(recording.ok());
  EXPECT_EQ(recording.error().kind, ErrorKind::kCancelled);
  canceller.join();
  EXPECT_EQ(children(), before);
}

TEST(Sandbox, CancelBetweenTwoBlocks) {
  base::CancelSource cancel;
  const auto recording =
      Recording::open(bytes_of(wav(tone(9))), core::MediaKind::kAudio, apart(), cancel.token());
  ASSERT_TRUE(recording.ok());
  cancel.cancel(base::CancelReason::kShutdown);
  EXPECT_EQ((*recording)->next().error().kind, ErrorKind::kCancelled);
}

// Programs that are no decoder: one ends at once, one is not there.
TEST(Sandbox, WhatAnswersNonsenseIsAnError) {
  auto limits = apart();
  limits.decoder = "/bin/true";
  EXPECT_EQ(listen(bytes_of(wav(tone(1))), limits).error->kind, ErrorKind::kMediaUnreadable);
  limits.decoder = "/nowhere/dragoman-media";
  EXPECT_EQ(listen(bytes_of(wav(tone(1))), limits).error->kind, ErrorKind::kInternal);
}

TEST(SandboxWire, BelievesNothingThatCannotBe) {
  const Limits limits;
  InfoNote good;
  good.has_audio = good.has_duration = good.duration_is_stated = 1;
  good.duration_s = 5;
  EXPECT_TRUE(info_of(good, limits));
  auto bad = good;
  bad.duration_s = limits.max_duration.count() + 1;
  EXPECT_FALSE(info_of(bad, limits));
  bad.duration_s = std::nan("");
  EXPECT_FALSE(info_of(bad, limits));
  bad = good;
  bad.has_video = 1;
  EXPECT_FALSE(info_of(bad, limits)) << "a picture without a size";
  bad.width = bad.height = 1 << 20;
  EXPECT_FALSE(info_of(bad, limits)) << "more pixels than allowed";
  bad = {};
  EXPECT_FALSE(info_of(bad, limits)) << "neither sound nor picture";

  const float loud[] = {0.5F, 1.5F};
  const float broken[] = {std::nanf("")};
  EXPECT_FALSE(samples_of(media::bytes_of(loud)));
  EXPECT_FALSE(samples_of(media::bytes_of(broken)));
  EXPECT_FALSE(samples_of({}));
  EXPECT_FALSE(samples_of(std::vector<std::uint8_t>(4 * 2 * core::kListenRateHz + 4)));

  const auto said = [](ErrorKind kind, std::string_view text) {
    const auto number = static_cast<std::uint32_t>(kind);
    std::vector<std::uint8_t> bytes(sizeof number + text.size());
    std::memcpy(bytes.data(), &number, sizeof number);
    std::memcpy(bytes.data() + sizeof number, text.data(), text.size());
    return error_of(bytes);
  };
  EXPECT_TRUE(said(ErrorKind::kMediaEmpty, "Nothing there."));
  EXPECT_FALSE(said(ErrorKind::kCancelled, "Not its to say."));
  EXPECT_FALSE(said(static_cast<ErrorKind>(99), ""));
  EXPECT_FALSE(said(ErrorKind::kMediaEmpty, "two\nlines"));
  EXPECT_FALSE(said(ErrorKind::kMediaEmpty, "\xFF"));
  EXPECT_FALSE(said(ErrorKind::kMediaEmpty, std::string(501, 'x')));
  EXPECT_FALSE(error_of({}));
}

bool refused(long result) { return result < 0 && (errno == EPERM || errno == EMFILE); }

// In a child of the test's own: gives the number of the first thing that was possible.
int try_to_get_out() {
  const int here = ::open("/etc/passwd", O_RDONLY | O_CLOEXEC);
  if (!lock_in(core::Seconds(5))) return 99;
  char byte = 0;
  if (::read(here, &byte, 1) != 1) return 98;  // what is open stays open
  if (!refused(::open("/etc/passwd", O_RDONLY | O_CLOEXEC))) return 1;
  if (!refused(::socket(AF_INET, SOCK_STREAM, 0))) return 2;
  if (!refused(::fork())) return 3;
  if (!refused(::execl("/bin/true", "true", nullptr))) return 4;
  if (!refused(::kill(::getppid(), 0))) return 5;
  if (!refused(::unlink("/nowhere"))) return 6;
  void* code = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (code != MAP_FAILED || errno != EPERM) return 7;
  void* data = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) return 8;
  if (!refused(::mprotect(data, 4096, PROT_READ | PROT_EXEC))) return 9;
  if (!refused(::dup(here))) return 10;
  return 0;
}

TEST(SandboxLock, NothingGetsOut) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(::_exit(try_to_get_out()), ::testing::ExitedWithCode(0), "");
}

TEST(SandboxLock, CpuTimeEnds) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        if (!lock_in(core::Seconds(1))) ::_exit(1);
        volatile unsigned turns = 0;
        for (;;) static_cast<void>(turns);
      },
      ::testing::KilledBySignal(SIGKILL), "");
}

}  // namespace
}  // namespace dragoman::media

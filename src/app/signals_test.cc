#include "app/signals.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <future>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "app/console.h"
#include "base/files.h"

namespace dragoman::app {
namespace {

void wait_for_cancel(const base::CancelToken& token) {
  std::promise<void> cancelled;
  const auto callback = token.on_cancel([&] { cancelled.set_value(); });
  cancelled.get_future().wait();
}

class Signals : public testing::TestWithParam<int> {};

TEST_P(Signals, TheFirstCancels) {
  const SignalWatch watch;
  EXPECT_FALSE(watch.token().cancelled());
  ::kill(::getpid(), GetParam());
  wait_for_cancel(watch.token());
  EXPECT_EQ(watch.token().reason(), base::CancelReason::kShutdown);
}

TEST_P(Signals, TheSecondEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const SignalWatch watch;
        ::kill(::getpid(), GetParam());
        wait_for_cancel(watch.token());
        ::kill(::getpid(), GetParam());
        for (;;) ::pause();
      },
      testing::ExitedWithCode(kExitInterrupted), "");
}

INSTANTIATE_TEST_SUITE_P(All, Signals, testing::Values(SIGINT, SIGTERM, SIGHUP));

TEST(SignalWatch, WhatIsIgnoredStaysSo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        ::signal(SIGHUP, SIG_IGN);
        const SignalWatch watch;
        ::kill(::getpid(), SIGHUP);
        ::kill(::getpid(), SIGTERM);
        wait_for_cancel(watch.token());
        ::kill(::getpid(), SIGHUP);
        ::_exit(7);
      },
      testing::ExitedWithCode(7), "");
}

TEST(SignalWatch, NothingTakesThePlaceOfAClosedStream) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        ::close(STDIN_FILENO);
        ::close(STDOUT_FILENO);
        const SignalWatch watch;
        char byte = 0;
        const bool held = ::dup(STDERR_FILENO) > STDERR_FILENO;
        const bool unreadable = ::read(STDIN_FILENO, &byte, 1) < 0;
        const bool unwritable = ::write(STDOUT_FILENO, &byte, 1) < 0;
        ::_exit(held && unreadable && unwritable ? 7 : 1);
      },
      testing::ExitedWithCode(7), "");
}

base::Status write_beyond_the_limit() {
  const rlimit four_bytes{.rlim_cur = 4, .rlim_max = 4};
  ::setrlimit(RLIMIT_FSIZE, &four_bytes);
  auto file = base::SpoolFile::create();
  if (!file) return file.error();
  const std::array<std::uint8_t, 8> bytes{};
  return file->append(bytes);
}

TEST(SignalWatch, AFileAtItsLimitIsAnErrorOfWriting) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const SignalWatch watch;
        const auto status = write_beyond_the_limit();
        ::_exit(!status && status.error().message == "The disk is full." ? 7 : 1);
      },
      testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace dragoman::app

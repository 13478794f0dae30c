#include "app/signals.h"

#include <signal.h>
#include <unistd.h>

#include <future>

#include <gtest/gtest.h>

#include "app/console.h"

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

INSTANTIATE_TEST_SUITE_P(Both, Signals, testing::Values(SIGINT, SIGTERM));

}  // namespace
}  // namespace dragoman::app

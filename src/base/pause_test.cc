#include "base/pause.h"

#include <thread>

#include <gtest/gtest.h>

namespace dragoman::base {
namespace {

TEST(Pause, EndsWhenItIsOverOrCancelled) {
  EXPECT_TRUE(pause_for(std::chrono::milliseconds(1), {}).ok());
  CancelSource source;
  std::thread canceller([&] { source.cancel(CancelReason::kClientGone); });
  EXPECT_EQ(pause_for(std::chrono::hours(1), source.token()).error().kind, ErrorKind::kCancelled);
  canceller.join();
  const CancelSource late({}, std::chrono::steady_clock::now());
  EXPECT_EQ(pause_for(std::chrono::hours(1), late.token()).error().kind,
            ErrorKind::kDeadlineExceeded);
}

}  // namespace
}  // namespace dragoman::base

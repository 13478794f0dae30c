#include "base/cancel.h"

#include <atomic>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

namespace dragoman::base {
namespace {

TEST(CancelToken, DefaultMadeIsNeverCancelled) {
  const CancelToken token;
  EXPECT_FALSE(token.cancelled());
  EXPECT_TRUE(token.check().ok());
}

TEST(CancelSource, FirstReasonStays) {
  CancelSource source;
  source.cancel(CancelReason::kClientGone);
  source.cancel(CancelReason::kShutdown);
  EXPECT_EQ(source.token().reason(), CancelReason::kClientGone);
  EXPECT_EQ(source.token().check().error().kind, ErrorKind::kCancelled);
}

TEST(CancelSource, ChildFollowsParentNotTheOtherWayRound) {
  CancelSource parent;
  CancelSource child(parent.token());
  CancelSource sibling(parent.token());
  sibling.cancel(CancelReason::kFailedElsewhere);
  EXPECT_FALSE(parent.token().cancelled());
  EXPECT_FALSE(child.token().cancelled());
  parent.cancel(CancelReason::kShutdown);
  EXPECT_EQ(child.token().reason(), CancelReason::kShutdown);
  EXPECT_EQ(sibling.token().reason(), CancelReason::kFailedElsewhere);
}

TEST(CancelSource, ChildOfCancelledParentIsBornCancelled) {
  CancelSource parent;
  parent.cancel(CancelReason::kClientGone);
  const CancelSource child(parent.token());
  EXPECT_EQ(child.token().reason(), CancelReason::kClientGone);
}

TEST(CancelSource, DeadlineInThePastIsOver) {
  const CancelSource source(CancelToken(), std::chrono::steady_clock::now());
  EXPECT_EQ(source.token().reason(), CancelReason::kDeadline);
  EXPECT_EQ(source.token().check().error().kind, ErrorKind::kDeadlineExceeded);
}

TEST(CancelSource, ChildHasTheNearestDeadline) {
  const auto now = std::chrono::steady_clock::now();
  const auto near = now + std::chrono::hours(1);
  const auto far = now + std::chrono::hours(2);
  const CancelSource parent(CancelToken(), near);
  EXPECT_EQ(CancelSource(parent.token(), far).token().deadline(), near);
  const CancelSource later(CancelToken(), far);
  EXPECT_EQ(CancelSource(later.token(), near).token().deadline(), near);
}

TEST(CancelCallback, RunsOnceAndNotAfterItIsGone) {
  CancelSource source;
  int kept_calls = 0;
  int dropped_calls = 0;
  const auto kept = source.token().on_cancel([&] { ++kept_calls; });
  {
    const auto dropped = source.token().on_cancel([&] { ++dropped_calls; });
  }
  source.cancel(CancelReason::kShutdown);
  source.cancel(CancelReason::kShutdown);
  EXPECT_EQ(kept_calls, 1);
  EXPECT_EQ(dropped_calls, 0);
}

TEST(CancelCallback, RunsAtOnceWhenAlreadyCancelled) {
  CancelSource source;
  source.cancel(CancelReason::kShutdown);
  int calls = 0;
  const auto callback = source.token().on_cancel([&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(CancelCallback, DestructionWaitsForARunningCallback) {
  CancelSource source;
  std::atomic<bool> entered{false};
  std::atomic<bool> may_leave{false};
  std::atomic<bool> left{false};
  auto callback = std::make_unique<CancelCallback>(source.token().on_cancel([&] {
    entered = true;
    while (!may_leave) std::this_thread::yield();
    left = true;
  }));
  std::thread canceller([&] { source.cancel(CancelReason::kShutdown); });
  while (!entered) std::this_thread::yield();
  std::thread releaser([&] { may_leave = true; });
  callback.reset();
  EXPECT_TRUE(left);
  canceller.join();
  releaser.join();
}

}  // namespace
}  // namespace dragoman::base

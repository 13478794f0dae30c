#include "base/queue.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::base {
namespace {

const CancelToken kNever;

TEST(BoundedQueue, KeepsOrder) {
  BoundedQueue<int> queue(10);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.push(i, 1, kNever), PushResult::kOk);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.pop(kNever), i);
}

TEST(BoundedQueue, DrainsAfterCloseAndRefusesPushes) {
  BoundedQueue<int> queue(10);
  EXPECT_EQ(queue.push(1, 1, kNever), PushResult::kOk);
  queue.close();
  EXPECT_EQ(queue.push(2, 1, kNever), PushResult::kClosed);
  EXPECT_EQ(queue.pop(kNever), 1);
  EXPECT_EQ(queue.pop(kNever), std::nullopt);
}

TEST(BoundedQueue, AnItemHeavierThanTheBoundPassesAlone) {
  BoundedQueue<int> queue(3);
  EXPECT_EQ(queue.push(1, 100, kNever), PushResult::kOk);
  EXPECT_EQ(queue.pop(kNever), 1);
}

TEST(BoundedQueue, PushWaitsForRoomByWeight) {
  BoundedQueue<int> queue(4);
  ASSERT_EQ(queue.push(1, 3, kNever), PushResult::kOk);
  std::thread producer([&] { EXPECT_EQ(queue.push(2, 2, kNever), PushResult::kOk); });
  EXPECT_EQ(queue.pop(kNever), 1);
  EXPECT_EQ(queue.pop(kNever), 2);
  producer.join();
}

TEST(BoundedQueue, CancelWakesAWaitingPush) {
  BoundedQueue<int> queue(1);
  ASSERT_EQ(queue.push(1, 1, kNever), PushResult::kOk);
  CancelSource source;
  std::thread producer(
      [&] { EXPECT_EQ(queue.push(2, 1, source.token()), PushResult::kCancelled); });
  source.cancel(CancelReason::kClientGone);
  producer.join();
}

TEST(BoundedQueue, CloseWakesAWaitingPush) {
  BoundedQueue<int> queue(1);
  ASSERT_EQ(queue.push(1, 1, kNever), PushResult::kOk);
  std::thread producer([&] { EXPECT_EQ(queue.push(2, 1, kNever), PushResult::kClosed); });
  queue.close();
  producer.join();
}

TEST(BoundedQueue, CancelWakesAWaitingPop) {
  BoundedQueue<int> queue(1);
  CancelSource source;
  std::thread consumer([&] { EXPECT_EQ(queue.pop(source.token()), std::nullopt); });
  source.cancel(CancelReason::kShutdown);
  consumer.join();
}

TEST(BoundedQueue, CancelledPopLeavesTheItem) {
  BoundedQueue<int> queue(1);
  ASSERT_EQ(queue.push(7, 1, kNever), PushResult::kOk);
  CancelSource source;
  source.cancel(CancelReason::kShutdown);
  EXPECT_EQ(queue.pop(source.token()), std::nullopt);
  EXPECT_EQ(queue.try_pop(), 7);
}

TEST(BoundedQueue, DeadlineEndsAWait) {
  BoundedQueue<int> queue(1);
  const CancelSource source(kNever,
                            std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
  EXPECT_EQ(queue.pop(source.token()), std::nullopt);
  EXPECT_EQ(source.token().reason(), CancelReason::kDeadline);
}

TEST(BoundedQueue, HoldsMoveOnlyItems) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_EQ(queue.push(std::make_unique<int>(5), 1, kNever), PushResult::kOk);
  EXPECT_EQ(**queue.pop(kNever), 5);
}

TEST(BoundedQueue, ManyThreadsLoseNothing) {
  BoundedQueue<int> queue(3);
  constexpr int kEach = 500;
  std::atomic<int> sum{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      while (const auto item = queue.pop(kNever)) sum += *item;
    });
  }
  std::vector<std::thread> producers;
  for (int t = 0; t < 2; ++t) {
    producers.emplace_back([&] {
      for (int i = 1; i <= kEach; ++i) EXPECT_EQ(queue.push(i, 1, kNever), PushResult::kOk);
    });
  }
  for (auto& thread : producers) thread.join();
  queue.close();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sum, kEach * (kEach + 1));
}

}  // namespace
}  // namespace dragoman::base

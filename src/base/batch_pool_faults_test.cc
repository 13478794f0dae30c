// What goes wrong in a batch, and whose fault it is then.
#include <array>
#include <latch>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/batch_pool.h"
#include "base/batch_pool_fixture_test.h"

namespace dragoman::base {
namespace {

using namespace pool_test;

// Answers all but the odd ones of fifty, which throw.
template <class Fault>
void expect_only_odd_ones_fail(const Fault& fault, ErrorKind kind) {
  const Pool::Replica replica = [&](std::span<const Request> batch) {
    for (const auto& request : batch) {
      if (request.value % 2 == 1) throw fault;
    }
    return answer(batch);
  };
  Pool pool({.max_batch = 4}, {replica, replica});
  std::vector<std::future<Result<std::string>>> futures;
  for (int i = 0; i < 50; ++i) futures.push_back(pool.post({i, {}}));
  for (int i = 0; i < 50; ++i) {
    const auto result = futures[static_cast<std::size_t>(i)].get();
    ASSERT_EQ(result.ok(), i % 2 == 0) << i;
    if (!result) {
      EXPECT_EQ(result.error().kind, kind);
    }
  }
}

TEST(BatchPool, WhatOneRequestThrowsIsNoOtherRequestsFault) {
  expect_only_odd_ones_fail(std::runtime_error("broken"), ErrorKind::kInternal);
  expect_only_odd_ones_fail(std::bad_alloc(), ErrorKind::kUnavailable);
  expect_only_odd_ones_fail(42, ErrorKind::kInternal);
}

// A job that counted as waiting for ever would slow the clock down by which newcomers take turns:
// the last one (30) would then go before one that has been served its share (20).
TEST(BatchPool, ABatchThatCannotBeMadeIsAnsweredAndItsTurnIsOver) {
  constexpr int kBroken = 99;
  std::vector<int> order;
  std::latch entered(1);
  std::latch release(1);
  std::array<CancelSource, 6> jobs;
  std::vector<std::future<Result<std::string>>> late;
  Pool* asked = nullptr;
  Pool pool({.max_batch = 2,
             .compatible =
                 [](const Request& first, const Request&) {
                   if (first.value == kBroken) throw std::bad_alloc();
                   return false;
                 },
             .weight =
                 [](const Request& request) {
                   if (request.value == 2) return 2.5;
                   return request.value == 4 ? 4.0 : 1.0;
                 }},
            {[&](std::span<const Request> batch) {
              const int value = batch.front().value;
              if (order.empty()) {
                entered.count_down();
                release.wait();
              }
              order.push_back(value);
              if (value == 5) {
                late.push_back(asked->post({20, jobs[2].token()}));
                late.push_back(asked->post({30, jobs[5].token()}));
              }
              return answer(batch);
            }});
  asked = &pool;
  std::vector<std::future<Result<std::string>>> futures;
  futures.push_back(pool.post({0, jobs[0].token()}));
  entered.wait();
  auto broken = pool.post({kBroken, jobs[1].token()});
  futures.push_back(pool.post({2, jobs[2].token()}));
  futures.push_back(pool.post({4, jobs[3].token()}));
  futures.push_back(pool.post({5, jobs[4].token()}));
  release.count_down();
  EXPECT_EQ(broken.get().error().kind, ErrorKind::kUnavailable) << "memory is short";
  for (auto& future : futures) EXPECT_TRUE(future.get().ok());
  for (auto& future : late) EXPECT_TRUE(future.get().ok());
  EXPECT_EQ(order, (std::vector{0, 2, 4, 5, 20, 30}));
}

}  // namespace
}  // namespace dragoman::base

#include "base/batch_pool.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <latch>
#include <semaphore>
#include <string>

#include <gtest/gtest.h>

#include "base/batch_pool_fixture_test.h"

namespace dragoman::base {
namespace {

using namespace pool_test;

TEST(BatchPool, AnswersEveryRequest) {
  Pool pool({.max_batch = 3}, {answer, answer});
  std::vector<std::future<Result<std::string>>> futures;
  for (int i = 0; i < 50; ++i) futures.push_back(pool.post({i, {}}));
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(*futures[static_cast<std::size_t>(i)].get(), std::to_string(i));
  }
}

/// A pool whose only replica waits at its first batch, so that what is posted meanwhile gathers.
class HeldPool {
 public:
  explicit HeldPool(Pool::Options options, Pool::Replica replica = answer)
      : pool_(std::move(options), {[this, replica](std::span<const Request> batch) {
                sizes_.push_back(batch.size());
                if (sizes_.size() == 1) {
                  entered_.count_down();
                  release_.wait();
                }
                return replica(batch);
              }}) {
    held_ = pool_.post({0, {}});
    entered_.wait();
  }

  Pool& pool() { return pool_; }
  void release() {
    release_.count_down();
    EXPECT_TRUE(held_.get().ok());
  }
  [[nodiscard]] const std::vector<std::size_t>& sizes() const { return sizes_; }

 private:
  std::latch entered_{1};
  std::latch release_{1};
  std::vector<std::size_t> sizes_;
  std::future<Result<std::string>> held_;
  Pool pool_;
};

TEST(BatchPool, GathersWhatWaits) {
  HeldPool held({.max_batch = 3});
  std::vector<std::future<Result<std::string>>> futures;
  for (int i = 1; i <= 4; ++i) futures.push_back(held.pool().post({i, {}}));
  held.release();
  for (auto& future : futures) EXPECT_TRUE(future.get().ok());
  EXPECT_EQ(held.sizes(), (std::vector<std::size_t>{1, 3, 1}));
}

TEST(BatchPool, JobsTakeTurns) {
  std::latch entered(1);
  std::latch release(1);
  std::vector<int> order;
  Pool pool({}, {[&](std::span<const Request> batch) {
              if (order.empty()) {
                entered.count_down();
                release.wait();
              }
              order.push_back(batch.front().value);
              return answer(batch);
            }});
  const CancelSource eager;
  const CancelSource modest;
  const CancelSource late;
  std::vector<std::future<Result<std::string>>> futures;
  futures.push_back(pool.post({10, eager.token()}));
  entered.wait();
  for (int i = 11; i < 16; ++i) futures.push_back(pool.post({i, eager.token()}));
  for (int i = 20; i < 22; ++i) futures.push_back(pool.post({i, modest.token()}));
  futures.push_back(pool.post({30, late.token()}));
  release.count_down();
  for (auto& future : futures) EXPECT_TRUE(future.get().ok());
  EXPECT_EQ(order, (std::vector{10, 20, 30, 11, 21, 12, 13, 14, 15}));
}

// A job that waits for each answer before it asks again, beside one that has queued everything.
TEST(BatchPool, AJobThatAsksOneByOneIsNotHeldBack) {
  std::latch entered(1);
  std::latch release(1);
  std::vector<int> order;
  const CancelSource eager;
  const CancelSource patient;
  std::future<Result<std::string>> asked;
  Pool* asking = nullptr;
  Pool pool({}, {[&](std::span<const Request> batch) {
              const auto value = batch.front().value;
              if (order.empty()) {
                entered.count_down();
                release.wait();
              }
              if (value >= 20 && value < 23) asked = asking->post({value + 1, patient.token()});
              order.push_back(value);
              return answer(batch);
            }});
  asking = &pool;
  std::vector<std::future<Result<std::string>>> futures;
  futures.push_back(pool.post({10, eager.token()}));
  entered.wait();
  for (int i = 11; i < 16; ++i) futures.push_back(pool.post({i, eager.token()}));
  futures.push_back(pool.post({20, patient.token()}));
  release.count_down();
  for (auto& future : futures) EXPECT_TRUE(future.get().ok());
  EXPECT_EQ(order, (std::vector{10, 20, 11, 21, 12, 22, 13, 23, 14, 15}));
}

// The clock is the weight that has been served: long requests of one job, short ones that come
// later.
TEST(BatchPool, TurnsAreFairByWeight) {
  constexpr int kLong = 28;
  std::latch entered(1);
  std::latch release(1);
  std::vector<int> order;
  Pool pool({.weight = [](const Request& request) { return static_cast<double>(request.value); }},
            {[&](std::span<const Request> batch) {
              if (order.empty()) {
                entered.count_down();
                release.wait();
              }
              order.push_back(batch.front().value);
              return answer(batch);
            }});
  const CancelSource film;
  const CancelSource clip;
  std::vector<std::future<Result<std::string>>> futures;
  futures.push_back(pool.post({kLong, film.token()}));
  entered.wait();
  for (int i = 0; i < 3; ++i) futures.push_back(pool.post({kLong, film.token()}));
  for (int i = 0; i < 8; ++i) futures.push_back(pool.post({7, clip.token()}));
  release.count_down();
  for (auto& future : futures) EXPECT_TRUE(future.get().ok());
  EXPECT_EQ(order, (std::vector{28, 7, 7, 7, 7, 28, 7, 7, 7, 7, 28, 28}));
}

TEST(BatchPool, ReplicasShareWhatWaits) {
  std::latch entered(2);
  std::latch release(1);
  std::atomic<std::size_t> largest = 0;
  std::atomic<int> batches = 0;
  const auto replica = [&](std::span<const Request> batch) {
    if (batches++ < 2) {
      entered.count_down();
      release.wait();
    } else {
      largest = std::max<std::size_t>(largest, batch.size());
    }
    return answer(batch);
  };
  Pool pool({.max_batch = 8}, {replica, replica});
  std::vector<std::future<Result<std::string>>> futures;
  futures.push_back(pool.post({0, {}}));
  futures.push_back(pool.post({1, {}}));
  entered.wait();
  for (int i = 2; i < 8; ++i) futures.push_back(pool.post({i, {}}));
  release.count_down();
  for (auto& future : futures) EXPECT_TRUE(future.get().ok());
  EXPECT_EQ(largest, 3U);
}

TEST(BatchPool, KeepsUnlikeRequestsApart) {
  HeldPool held(
      {.max_batch = 4, .window = {}, .compatible = [](const Request& a, const Request& b) {
         return a.value % 2 == b.value % 2;
       }});
  std::vector<std::future<Result<std::string>>> futures;
  for (int i = 1; i <= 4; ++i) futures.push_back(held.pool().post({i, {}}));
  held.release();
  for (int i = 1; i <= 4; ++i) {
    EXPECT_EQ(*futures[static_cast<std::size_t>(i - 1)].get(), std::to_string(i));
  }
  EXPECT_EQ(held.sizes(), (std::vector<std::size_t>{1, 2, 2}));
}

TEST(BatchPool, CancelledRequestsAreNotRun) {
  HeldPool held({.max_batch = 4});
  CancelSource source;
  auto cancelled = held.pool().post({1, source.token()});
  auto kept = held.pool().post({2, {}});
  source.cancel(CancelReason::kClientGone);
  held.release();
  EXPECT_EQ(cancelled.get().error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(*kept.get(), "2");
  EXPECT_EQ(held.sizes(), (std::vector<std::size_t>{1, 1}));
}

TEST(BatchPool, AMissingAnswerIsAnError) {
  Pool pool({}, {[](std::span<const Request>) { return std::vector<Result<std::string>>(); }});
  EXPECT_EQ(pool.post({1, {}}).get().error().kind, ErrorKind::kInternal);
}

TEST(BatchPool, DestructionAnswersWhatStillWaits) {
  std::latch entered(1);
  std::latch release(1);
  std::future<Result<std::string>> running;
  std::future<Result<std::string>> waiting;
  std::thread releaser;
  {
    Pool pool({}, {[&](std::span<const Request> batch) {
                entered.count_down();
                release.wait();
                return answer(batch);
              }});
    running = pool.post({1, {}});
    entered.wait();
    waiting = pool.post({2, {}});
    // Released only after the pool has begun to close: the waiting request is refused or, at worst,
    // still run.
    releaser = std::thread([&] { release.count_down(); });
  }
  releaser.join();
  EXPECT_TRUE(running.get().ok());
  const auto late = waiting.get();
  EXPECT_TRUE(late.ok() || late.error().kind == ErrorKind::kUnavailable);
}

TEST(BatchPool, WithoutReplicasDestructionStillAnswers) {
  std::future<Result<std::string>> future;
  {
    Pool pool({}, {});
    future = pool.post({1, {}});
  }
  EXPECT_EQ(future.get().error().kind, ErrorKind::kUnavailable);
}

TEST(BatchPool, AFaultInABatchIsAnsweredToItsCauseAlone) {
  HeldPool held({.max_batch = 4}, [](std::span<const Request> batch) {
    const bool faulty =
        std::ranges::any_of(batch, [](const Request& request) { return request.value == 2; });
    if (!faulty) return answer(batch);
    return std::vector<Result<std::string>>(batch.size(), Error{ErrorKind::kInternal, "", ""});
  });
  std::vector<std::future<Result<std::string>>> futures;
  for (int i = 1; i <= 3; ++i) futures.push_back(held.pool().post({i, {}}));
  held.release();
  EXPECT_TRUE(futures[0].get().ok());
  EXPECT_FALSE(futures[1].get().ok());
  EXPECT_TRUE(futures[2].get().ok());
  EXPECT_EQ(held.sizes(), (std::vector<std::size_t>{1, 3, 1, 1, 1}));
}

TEST(BatchPool, WhoIsCancelledDoesNotWaitBehindOthers) {
  std::latch entered(1);
  std::binary_semaphore turn(0);
  Pool pool({}, {[&](std::span<const Request> batch) {
              if (batch.front().value == 0) entered.count_down();
              turn.acquire();
              return answer(batch);
            }});
  CancelSource job;
  CancelSource other;
  auto first = pool.post({0, other.token()});
  entered.wait();
  auto second = pool.post({1, other.token()});
  auto leaver = pool.post({2, job.token()});
  auto last = pool.post({3, job.token()});
  job.cancel(CancelReason::kClientGone);
  turn.release();
  EXPECT_FALSE(leaver.get().ok());
  EXPECT_FALSE(last.get().ok()) << "the second has not run yet";
  turn.release();
  EXPECT_TRUE(second.get().ok());
}

TEST(BatchPool, TellsItsMetricsAndItsLogWhoseWorkItDoes) {
  Metrics metrics;
  constexpr std::array kSizes{1.0, 2.0};
  const PoolMetrics told{.replicas = metrics.gauge("replicas", "."),
                         .waiting = metrics.gauge("waiting", "."),
                         .wait_s = metrics.histogram("wait", ".", kSizes),
                         .run_s = metrics.histogram("run", ".", kSizes),
                         .batch = metrics.histogram("batch", ".", kSizes)};
  std::vector<std::string> contexts;
  {
    std::latch entered(1);
    std::latch release(1);
    Pool pool({.max_batch = 2, .metrics = told}, {[&](std::span<const Request> batch) {
                contexts.push_back(log_context().request_id);
                if (contexts.size() == 1) {
                  entered.count_down();
                  release.wait();
                }
                return answer(batch);
              }});
    std::vector<std::future<Result<std::string>>> futures;
    for (int i = 0; i < 3; ++i) {
      const LogScope scope({"r" + std::to_string(i), ""});
      futures.push_back(pool.post({i, {}}));
      if (i == 0) entered.wait();
    }
    EXPECT_NE(metrics.text().find("\nwaiting 2\n"), std::string::npos);
    release.count_down();
    for (auto& future : futures) EXPECT_TRUE(future.get().ok());
  }
  EXPECT_EQ(contexts, (std::vector<std::string>{"r0", "r1,r2"}));
  const auto text = metrics.text();
  for (const std::string line :
       {"replicas 1", "waiting 0", "wait_count 3", "run_count 2", "batch_count 2", "batch_sum 3"}) {
    EXPECT_NE(text.find("\n" + line + "\n"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace dragoman::base

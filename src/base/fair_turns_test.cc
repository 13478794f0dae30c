#include "base/fair_turns.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::base {
namespace {

/// One engine that serves one request at a time; its clock is the weight that it has served.
class Engine {
 public:
  struct Served {
    std::size_t job;
    double begin;
    double end;
  };

  std::size_t add_job() {
    sources_.push_back(std::make_unique<CancelSource>());
    return sources_.size() - 1;
  }

  void post(std::size_t job, double weight) {
    const Waiting request{job, weight, turns_.tag(sources_[job]->token(), weight)};
    const auto later = [&](const Waiting& other) { return other.turn > request.turn; };
    waiting_.insert(std::ranges::find_if(waiting_, later), request);
  }

  [[nodiscard]] bool idle() const { return waiting_.empty(); }
  [[nodiscard]] double now() const { return now_; }

  /// `arrivals` posts what comes while the request is being served.
  template <class Arrivals>
  Served serve(Arrivals arrivals) {
    const auto request = waiting_.front();
    waiting_.pop_front();
    turns_.begin(request.turn);
    const double begin = now_;
    now_ += request.weight;
    arrivals();
    turns_.end(sources_[request.job]->token(), request.weight);
    return {request.job, begin, now_};
  }
  Served serve() {
    return serve([] {});
  }

 private:
  struct Waiting {
    std::size_t job;
    double weight;
    double turn;
  };
  std::vector<std::unique_ptr<CancelSource>> sources_;
  FairTurns turns_;
  std::deque<Waiting> waiting_;
  double now_ = 0;
};

// A film of a hundred utterances of 28 s, and clips of three utterances of 5 s that come later.
TEST(FairTurns, ALongJobDoesNotHoldBackShortOnes) {
  constexpr double kLong = 28;
  constexpr double kShort = 5;
  struct Clip {
    std::size_t job;
    double came;
    double done;
    int left;
  };
  Engine engine;
  const auto film = engine.add_job();
  for (int i = 0; i < 100; ++i) engine.post(film, kLong);
  std::vector<Clip> clips;
  double film_done = 0;
  while (!engine.idle()) {
    const auto served = engine.serve([&] {
      if (clips.size() >= 40 || engine.now() < 60.0 * static_cast<double>(clips.size())) return;
      clips.push_back({engine.add_job(), engine.now(), 0, 3});
      for (int i = 0; i < 3; ++i) engine.post(clips.back().job, kShort);
    });
    if (served.job == film) film_done = served.end;
    for (auto& clip : clips) {
      if (clip.job == served.job && --clip.left == 0) clip.done = served.end;
    }
  }
  ASSERT_EQ(clips.size(), 40U);
  // Its own 15 s, as much of the film's, and what the film had begun.
  for (const auto& clip : clips) EXPECT_LE(clip.done - clip.came, 15 + 15 + kLong) << clip.came;
  EXPECT_EQ(film_done, 100 * kLong + 40 * 3 * kShort) << "the engine was never idle";
}

// Three places for jobs of one request, each taken again at once, beside a job that stays.
TEST(FairTurns, AStreamOfNewJobsDoesNotStarveAnOldOne) {
  Engine engine;
  const auto old = engine.add_job();
  for (int i = 0; i < 100; ++i) engine.post(old, 4);
  for (int i = 0; i < 3; ++i) engine.post(engine.add_job(), 1);
  double old_served = 0;
  while (engine.now() < 400) {
    const auto served = engine.serve();
    if (served.job == old) {
      old_served += served.end - served.begin;
    } else {
      engine.post(engine.add_job(), 1);
    }
  }
  EXPECT_NEAR(old_served, 100, 8) << "a quarter";
}

TEST(FairTurns, APauseEarnsNoCredit) {
  Engine engine;
  const auto busy = engine.add_job();
  const auto idler = engine.add_job();
  for (int i = 0; i < 40; ++i) engine.post(busy, 1);
  for (int i = 0; i < 20; ++i) engine.serve();
  for (int i = 0; i < 10; ++i) engine.post(idler, 1);
  int to_busy = 0;
  for (int i = 0; i < 10; ++i) to_busy += engine.serve().job == busy ? 1 : 0;
  EXPECT_EQ(to_busy, 5) << "they share from now on";
}

TEST(FairTurns, AllStartAnewAfterARest) {
  Engine engine;
  const auto first = engine.add_job();
  const auto second = engine.add_job();
  engine.post(first, 100);
  engine.serve();
  engine.post(second, 1);
  engine.post(first, 1);
  EXPECT_EQ(engine.serve().job, second) << "in the order in which they came";
  EXPECT_EQ(engine.serve().job, first);
}

/// The most by which what any two of `jobs` were served differs, in any window of `log` that
/// `counts` says.
template <class Counts>
double widest_gap(const std::vector<Engine::Served>& log, std::size_t jobs, Counts counts) {
  double widest = 0;
  for (std::size_t from = 0; from < log.size(); ++from) {
    std::vector<double> sums(jobs, 0.0);
    for (std::size_t to = from; to < log.size(); ++to) {
      sums[log[to].job] += log[to].end - log[to].begin;
      if (!counts(from, to)) continue;
      const auto [least, most] = std::ranges::minmax(sums);
      widest = std::max(widest, most - least);
    }
  }
  return widest;
}

/// What is served while all jobs have something waiting; each posts requests of random weights.
std::vector<Engine::Served> serve_backlogged(std::size_t jobs, std::mt19937& random, double least,
                                             double most) {
  std::uniform_real_distribution<double> weight(least, most);
  Engine engine;
  std::vector<double> left(jobs, 0.0);
  for (std::size_t job = 0; job < jobs; ++job) engine.add_job();
  for (int i = 0; i < 60; ++i) {
    for (std::size_t job = 0; job < jobs; ++job) {
      const double seconds = weight(random);
      engine.post(job, seconds);
      left[job] += seconds;
    }
  }
  std::vector<Engine::Served> log;
  for (;;) {
    const auto served = engine.serve();
    left[served.job] -= served.end - served.begin;
    if (left[served.job] < 1e-6) return log;
    log.push_back(served);
  }
}

TEST(FairTurns, AlikeRequestsAreServedAlikeInAnyWindow) {
  std::mt19937 random(1);
  for (const std::size_t jobs : {2U, 3U, 5U}) {
    const auto log = serve_backlogged(jobs, random, 7, 7);
    EXPECT_LE(widest_gap(log, jobs, [](auto, auto) { return true; }), 7 + 1e-6) << jobs;
  }
}

TEST(FairTurns, UnlikeRequestsDifferByOneOfEachJobAtMost) {
  std::mt19937 random(2);
  for (int round = 0; round < 20; ++round) {
    const std::size_t jobs = 2 + static_cast<std::size_t>(round) % 4;
    const auto log = serve_backlogged(jobs, random, 0.5, 28);
    const auto from_start = [](std::size_t from, std::size_t) { return from == 0; };
    EXPECT_LE(widest_gap(log, jobs, from_start), 28 + 1e-6) << "one request, since they began";
    EXPECT_LE(widest_gap(log, jobs, [](auto, auto) { return true; }), 2 * 28 + 1e-6)
        << "in any window: one of either";
  }
}

}  // namespace
}  // namespace dragoman::base

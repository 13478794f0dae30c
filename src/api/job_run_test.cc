#include "api/job_run.h"

#include <atomic>
#include <future>
#include <stdexcept>

#include <gmock/gmock.h>

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;

// Reads to the end and gives the status.
base::Status drain(JobRun& run) {
  for (;;) {
    const auto item = run.next(std::nullopt);
    if (const auto* status = std::get_if<base::Status>(&item)) return *status;
  }
}

void wait_for_cancel(const base::CancelToken& cancel) {
  std::promise<void> cancelled;
  const auto wake = cancel.on_cancel([&] { cancelled.set_value(); });
  cancelled.get_future().wait();
}

TEST(JobRun, HandsOnTheEventsInOrderFromTheStart) {
  JobRun run(
      [](core::EventSink& sink, const base::CancelToken& cancel) {
        for (const core::Event& event : std::initializer_list<core::Event>{
                 core::Progress{}, core::Started{}, core::TextDelta{"a"}, core::SegmentDone{},
                 core::AudioDelta{{1}}, core::Finished{}}) {
          if (auto status = sink.emit(event, cancel); !status) return status;
        }
        return base::Status();
      },
      {}, std::nullopt);
  std::vector<std::size_t> kinds;
  for (;;) {
    const auto item = run.next(std::nullopt);
    if (!std::holds_alternative<core::Event>(item)) {
      EXPECT_TRUE(std::get<base::Status>(item).ok());
      break;
    }
    kinds.push_back(std::get<core::Event>(item).index());
  }
  EXPECT_THAT(kinds, testing::ElementsAre(core::Event(core::Started{}).index(),
                                          core::Event(core::TextDelta{}).index(),
                                          core::Event(core::SegmentDone{}).index(),
                                          core::Event(core::AudioDelta{}).index(),
                                          core::Event(core::Finished{}).index()));
}

TEST(JobRun, GivesTheFailure) {
  JobRun run(
      [](core::EventSink&, const base::CancelToken&) -> base::Status {
        return base::Error{base::ErrorKind::kMediaEmpty, "m", ""};
      },
      {}, std::nullopt);
  const auto status = drain(run);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, base::ErrorKind::kMediaEmpty);
}

TEST(JobRun, TurnsAnExceptionIntoAFaultOfOurs) {
  JobRun run([](core::EventSink&,
                const base::CancelToken&) -> base::Status { throw std::runtime_error("broken"); },
             {}, std::nullopt);
  const auto status = drain(run);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, base::ErrorKind::kInternal);
  EXPECT_EQ(status.error().detail, "broken");
}

TEST(JobRun, SaysWhenNothingCame) {
  JobRun run(
      [](core::EventSink&, const base::CancelToken& cancel) {
        wait_for_cancel(cancel);
        return cancel.check();
      },
      {}, std::nullopt);
  EXPECT_TRUE(std::holds_alternative<JobRun::Quiet>(run.next(1ms)));
}

TEST(JobRun, HoldsTheJobBackUntilItIsRead) {
  constexpr int kBlocks = 100;  // of a second each: more than may wait
  std::atomic<int> emitted{0};
  JobRun run(
      [&](core::EventSink& sink, const base::CancelToken& cancel) {
        for (; emitted < kBlocks; ++emitted) {
          auto status = sink.emit(core::AudioDelta{std::vector<std::int16_t>(24'000)}, cancel);
          if (!status) return status;
        }
        return base::Status();
      },
      {}, std::nullopt);
  // What is read was emitted, and at most the queue's bound lies between.
  for (int read = 0; read < kBlocks; ++read) {
    ASSERT_TRUE(std::holds_alternative<core::Event>(run.next(std::nullopt)));
    EXPECT_LE(emitted - read, 46);
  }
  EXPECT_TRUE(drain(run).ok());
}

TEST(JobRun, StopsTheJobWithItsParentOrItself) {
  base::CancelReason seen = base::CancelReason::kNone;
  const auto waits = [&](core::EventSink&, const base::CancelToken& cancel) {
    wait_for_cancel(cancel);
    seen = cancel.reason();
    return cancel.check();
  };
  {
    base::CancelSource parent;
    JobRun run(waits, parent.token(), std::nullopt);
    parent.cancel(base::CancelReason::kShutdown);
    EXPECT_EQ(drain(run).error().kind, base::ErrorKind::kCancelled);
    EXPECT_EQ(run.cancel_reason(), base::CancelReason::kShutdown);
  }
  EXPECT_EQ(seen, base::CancelReason::kShutdown);
  { const JobRun run(waits, {}, std::nullopt); }
  EXPECT_EQ(seen, base::CancelReason::kClientGone);
}

TEST(JobRun, StopsAJobThatWaitsForAReader) {
  std::optional<base::Status> emitted;
  {
    const JobRun run(
        [&](core::EventSink& sink, const base::CancelToken& cancel) {
          do {
            emitted = sink.emit(core::TextDelta{std::string(1U << 20U, 'x')}, cancel);
          } while (emitted->ok());
          return *emitted;
        },
        {}, std::nullopt);
  }
  ASSERT_TRUE(emitted);
  EXPECT_EQ(emitted->error().kind, base::ErrorKind::kCancelled);
}

TEST(JobRun, EndsAtItsDeadline) {
  JobRun run(
      [](core::EventSink&, const base::CancelToken& cancel) {
        while (!cancel.cancelled()) std::this_thread::yield();
        return cancel.check();
      },
      {}, std::chrono::steady_clock::now() + 1ms);
  EXPECT_EQ(drain(run).error().kind, base::ErrorKind::kDeadlineExceeded);
}

}  // namespace
}  // namespace dragoman::api

#include "jobs/runner.h"

#include <atomic>
#include <future>
#include <new>

#include <gtest/gtest.h>

#include "base/log.h"
#include "jobs/event_log.h"
#include "jobs/result.h"

namespace dragoman::jobs {
namespace {

using core::Seconds;

core::SegmentDone segment(const std::string& text, double end_s) {
  return {{.span = {Seconds(end_s - 1), Seconds(end_s)}, .source_text = "s", .target_text = text}};
}

base::Status emit_all(core::EventSink& sink, const base::CancelToken& cancel,
                      std::vector<core::Event> events) {
  for (auto& event : events) {
    if (auto status = sink.emit(std::move(event), cancel); !status) return status;
  }
  return {};
}

void wait_for_cancel(const base::CancelToken& cancel) {
  std::promise<void> cancelled;
  const auto wake = cancel.on_cancel([&] { cancelled.set_value(); });
  cancelled.get_future().wait();
}

class RunnerTest : public testing::Test {
 protected:
  RunnerTest() {
    base::set_log_level(base::LogLevel::kOff);
    calls_.read = [](const JobRecord&) { return core::Job(); };
    calls_.explain = [](const base::Error& error, const JobRecord&) { return error.message; };
    calls_.take_place = [](const base::CancelToken&) { return std::make_shared<int>(1); };
    calls_.models = [] { return std::vector<std::string>{"asr", "mt"}; };
    calls_.translate = [](const JobRecord&, const core::Job&, core::EventSink& sink,
                          const auto& cancel) {
      return emit_all(sink, cancel,
                      {core::Started{}, core::TextDelta{"a"}, segment("a", 2),
                       core::Progress{Seconds(2), Seconds(9)}, core::Finished{}});
    };
    open();
  }

  void open() {
    runner_.reset();
    state_.reset();
    state_ = *State::open({.dir = dir_.path()});
    runner_ = std::make_unique<Runner>(*state_, 2, [] { return std::int64_t{50}; });
  }

  void queue(const std::string& id) {
    ASSERT_TRUE(*state_->jobs().add({.id = id, .client = "a", .created = 10, .expires = 100}, 99));
    runner_->wake();
  }

  JobRecord find(const std::string& id) { return **state_->jobs().find(id, "a"); }

  JobRecord wait_for_end(const std::string& id) {
    for (;;) {
      const auto seen = runner_->bell().count();
      auto job = find(id);
      if (has_ended(job.state)) return job;
      runner_->bell().wait(seen, std::chrono::seconds(5), {});
    }
  }

  std::string text_of(const std::string& id) {
    output::StringSink sink;
    EXPECT_TRUE(write_result(state_->jobs(), find(id), output::Format::kText, {}, sink));
    return sink.bytes();
  }

  base::TempDir dir_;
  RunnerCalls calls_;
  std::unique_ptr<State> state_;
  std::unique_ptr<Runner> runner_;
};

TEST_F(RunnerTest, RunsAJobToItsEnd) {
  queue("job-1");
  runner_->start(calls_);
  const auto job = wait_for_end("job-1");
  EXPECT_EQ(job.state, JobState::kSucceeded);
  EXPECT_TRUE(job.finished);
  EXPECT_EQ(job.ended, 50);
  EXPECT_EQ(text_of("job-1"), "a\n");
}

TEST_F(RunnerTest, AFailureIsKeptInTheWordsOfTheWire) {
  calls_.translate = [](const JobRecord&, const core::Job&, core::EventSink&,
                        const auto&) -> base::Status {
    return base::Error{base::ErrorKind::kMediaEmpty, "empty", ""};
  };
  queue("job-1");
  runner_->start(calls_);
  const auto job = wait_for_end("job-1");
  EXPECT_EQ(job.state, JobState::kFailed);
  EXPECT_EQ(job.error, "empty");
}

TEST_F(RunnerTest, WhatThrowsFailsItsJobAlone) {
  std::atomic<int> runs = 0;
  const auto works = calls_.translate;
  calls_.translate = [&](const JobRecord& record, const core::Job& job, core::EventSink& sink,
                         const auto& cancel) {
    if (runs++ == 0) throw 42;
    return works(record, job, sink, cancel);
  };
  queue("job-1");
  runner_->start(calls_);
  EXPECT_EQ(wait_for_end("job-1").state, JobState::kFailed);
  queue("job-2");
  EXPECT_EQ(wait_for_end("job-2").state, JobState::kSucceeded);
}

TEST_F(RunnerTest, AnEndThatCannotBeKeptIsKeptLater) {
  std::atomic<int> tries = 0;
  calls_.translate = [](const JobRecord&, const core::Job&, core::EventSink&,
                        const auto&) -> base::Status {
    return base::Error{base::ErrorKind::kMediaEmpty, "empty", ""};
  };
  calls_.explain = [&](const base::Error& error, const JobRecord&) {
    if (tries++ == 0) throw std::bad_alloc();
    runner_->bell().ring();
    return error.message;
  };
  queue("job-1");
  runner_->start(calls_);
  EXPECT_EQ(wait_for_end("job-1").error, "empty");
  EXPECT_EQ(tries, 2);
}

TEST_F(RunnerTest, NamesTheModelsOfEveryAttempt) {
  queue("job-1");
  ASSERT_TRUE(state_->jobs().set_models("job-1", {"asr", "old mt"}));
  runner_->start(calls_);
  EXPECT_EQ(wait_for_end("job-1").models, (std::vector<std::string>{"asr", "old mt", "mt"}));
}

TEST_F(RunnerTest, CancelsWhatWaitsAndWhatRuns) {
  queue("job-1");
  EXPECT_TRUE(runner_->cancel(find("job-1"), {}));
  EXPECT_EQ(find("job-1").state, JobState::kCancelled);
  std::promise<void> running;
  calls_.translate = [&](const JobRecord&, const core::Job&, core::EventSink&, const auto& cancel) {
    running.set_value();
    wait_for_cancel(cancel);
    return cancel.check();
  };
  queue("job-2");
  runner_->start(calls_);
  running.get_future().wait();
  EXPECT_TRUE(runner_->cancel(find("job-2"), {}));
  EXPECT_EQ(find("job-2").state, JobState::kCancelled);
  EXPECT_TRUE(runner_->cancel(find("job-2"), {})) << "what has ended stays as it is";
}

TEST_F(RunnerTest, GoesOnBehindWhatIsLoggedOnceTheServerIsBack) {
  std::promise<void> running;
  calls_.translate = [&](const JobRecord&, const core::Job&, core::EventSink& sink,
                         const auto& cancel) {
    auto status = emit_all(
        sink, cancel,
        {core::Started{}, core::TextDelta{"a"}, segment("a", 2), core::AudioDelta{{1, 2, 3, 4}},
         core::SpeechDone{}, core::TextDelta{" b"}, segment("b", 4), core::AudioDelta{{5, 6}}});
    running.set_value();
    wait_for_cancel(cancel);
    return status ? cancel.check() : status;
  };
  queue("job-1");
  runner_->start(calls_);
  running.get_future().wait();
  runner_->stop();
  EXPECT_EQ(find("job-1").state, JobState::kQueued);
  EXPECT_EQ(find("job-1").attempts, 0) << "it is not to blame";

  open();
  core::Resume resume;
  calls_.translate = [&](const JobRecord&, const core::Job& job, core::EventSink& sink,
                         const auto& cancel) {
    resume = job.resume;
    return emit_all(sink, cancel,
                    {core::Started{}, core::AudioDelta{{7, 8, 9}}, core::SpeechDone{},
                     core::TextDelta{" c"}, segment("c", 6), core::SpeechDone{}, core::Finished{}});
  };
  runner_->start(calls_);
  EXPECT_EQ(wait_for_end("job-1").state, JobState::kSucceeded);
  EXPECT_EQ(resume.segments.size(), 2U);
  EXPECT_EQ(resume.heard(), Seconds(4));
  EXPECT_EQ(resume.spoken, 1U);
  EXPECT_EQ(resume.spoken_samples, 4);
  EXPECT_EQ(text_of("job-1"), "a b c\n");
  const auto bytes = base::read_file(state_->speech_bytes().path("job-1"), 100);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(*bytes, std::string("\1\0\2\0\3\0\4\0\7\0\10\0\11\0", 14)) << "5 and 6 were no whole";
  EXPECT_EQ(*state_->jobs().samples_before("job-1", 99), 7);
}

TEST_F(RunnerTest, AJobThatEndsTheServerEachTimeIsGivenUp) {
  queue("job-1");
  for (int i = 0; i < Runner::kMaxAttempts; ++i) {
    ASSERT_TRUE(*state_->jobs().take_next(10));
    ASSERT_TRUE(state_->jobs().requeue_all());
  }
  runner_->start(calls_);
  EXPECT_EQ(wait_for_end("job-1").state, JobState::kFailed);
}

TEST_F(RunnerTest, CleansUpAtTheStart) {
  ASSERT_TRUE(state_->files().add(UploadRecord{.id = "upload_1", .client = "a", .expires = 50}));
  runner_->start(calls_);
  for (int i = 0; i < 500 && *state_->files().find_upload("upload_1", "a"); ++i) {
    runner_->bell().wait(runner_->bell().count(), std::chrono::milliseconds(10), {});
  }
  EXPECT_FALSE(*state_->files().find_upload("upload_1", "a"));
}

}  // namespace
}  // namespace dragoman::jobs

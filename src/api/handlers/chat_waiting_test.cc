// Chat completions that wait for a place, that are quiet, and what they are charged.
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "api/handlers/chat_fixture_test.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST_F(ChatTest, TakesOnlySoManyJobsAtATime) {
  limits_ = {.max_jobs = 1, .max_waiting_jobs = 0};
  {
    const auto first = post();  // its stream holds the place as long as it lives
    EXPECT_EQ(first.status, 200);
    const auto second = post();
    EXPECT_EQ(second.status, 429);
    EXPECT_THAT(second.body, HasSubstr("limit_requests"));
  }
  EXPECT_EQ(post().status, 200);
}

TEST_F(ChatTest, AJobThatWaitedRunsAsAnyOther) {
  limits_ = {.max_jobs = 1, .max_waiting_jobs = 1};
  auto first = std::make_unique<Response>(post());
  auto second = std::async(std::launch::async, [&] { return post(); });
  while (admission_->counts().waiting == 0) std::this_thread::yield();
  EXPECT_EQ(post().status, 429);
  first.reset();
  auto answer = second.get();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(events_of(answer).back(), "data: [DONE]\n\n");
}

TEST_F(ChatTest, ChargesTheTokensOfAnAnswer) {
  limits_.each_client.tokens_per_minute = 100;
  chat_limits_.allow_non_streaming = true;
  services_.translate = [](const core::Job&, core::EventSink& sink,
                           const base::CancelToken& cancel) {
    core::Finished finished;
    finished.usage.input_audio_tokens = 60;
    sink.spent(finished.usage);
    return emit_all(sink, cancel, {core::Started{}, finished});
  };
  auto streamed = post();
  events_of(streamed);
  EXPECT_FALSE(admission_->refuse(""));
  std::string body(kBody);
  body.replace(body.find("true"), 4, "false");
  EXPECT_EQ(post(body).status, 200);
  EXPECT_EQ(admission_->refuse("")->code, "limit_burst_rate");
}

TEST_F(ChatTest, ChargesWhatABrokenOffAnswerHasUsed) {
  limits_.each_client.tokens_per_minute = 100;
  services_.translate = [](const core::Job&, core::EventSink& sink,
                           const base::CancelToken& cancel) {
    if (auto status = emit_all(sink, cancel, {core::Started{}}); !status) return status;
    wait_for_cancel(cancel);
    core::Usage usage;
    usage.input_audio_tokens = 100;
    sink.spent(usage);
    return cancel.check();
  };
  post();  // whose stream is dropped
  EXPECT_EQ(admission_->refuse("")->code, "limit_burst_rate");
}

TEST_F(ChatTest, ChargesFailuresThatAreTheRecordingsAndNotThoseThatAreOurs) {
  limits_.each_client.tokens_per_minute = 100;
  auto kind = base::ErrorKind::kInternal;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken&) -> base::Status {
    core::Usage usage;
    usage.input_audio_tokens = 100;
    sink.spent(usage);
    return base::Error{kind, "", ""};
  };
  EXPECT_EQ(post().status, 500);
  kind = base::ErrorKind::kUnavailable;
  EXPECT_EQ(post().status, 503);
  EXPECT_FALSE(admission_->refuse(""));
  kind = base::ErrorKind::kMediaUnreadable;
  EXPECT_EQ(post().status, 400);
  EXPECT_TRUE(admission_->refuse(""));
}

TEST_F(ChatTest, SendsCommentsWhileItsJobWaitsForAPlace) {
  limits_ = {.max_jobs = 1, .max_waiting_jobs = 1};
  rules_.place.comment_interval = 1ms;
  auto first = std::make_unique<Response>(post());
  auto second = post();
  EXPECT_EQ(second.status, 200);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(second.chunks->next(), ": waiting\n\n");
  EXPECT_EQ(admission_->counts().waiting, 1U);
  first.reset();
  const auto events = events_of(second);
  EXPECT_THAT(events[events.size() - 3], HasSubstr(R"("finish_reason":"stop")"));
  EXPECT_EQ(events.back(), "data: [DONE]\n\n");
}

TEST_F(ChatTest, AJobThatWaitsGivesItsTurnUpWhenItsStreamIsDropped) {
  limits_ = {.max_jobs = 1, .max_waiting_jobs = 1};
  rules_.place.comment_interval = 1ms;
  const auto first = post();
  post();
  EXPECT_EQ(admission_->counts().waiting, 0U);
}

TEST_F(ChatTest, AWaitThatIsTooLongIsToldInTheStream) {
  limits_ = {.max_jobs = 1, .max_waiting_jobs = 1, .max_wait = 20ms};
  rules_.place.comment_interval = 1ms;
  const auto first = post();
  auto second = post();
  const auto events = events_of(second);
  EXPECT_EQ(events.front(), ": waiting\n\n");
  EXPECT_THAT(events.back(), HasSubstr("limit_requests"));
  EXPECT_THAT(events.back(), HasSubstr("No place to run came free within 0 seconds."));
}

TEST_F(ChatTest, AWaitThatIsTooLongIsAStatusWhereTheStreamHasNotBegun) {
  limits_ = {.max_jobs = 1, .max_waiting_jobs = 1, .max_wait = 1ms};
  const auto first = post();
  EXPECT_EQ(post().status, 429);
}

TEST_F(ChatTest, AJobThatWaitedTellsItsFailureInTheStream) {
  limits_ = {.max_jobs = 1, .max_waiting_jobs = 1};
  rules_.place.comment_interval = 1ms;
  auto first = std::make_unique<Response>(post());
  services_.translate = [](const core::Job&, core::EventSink&, const auto&) -> base::Status {
    return base::Error{base::ErrorKind::kMediaEmpty, "", ""};
  };
  auto second = post();
  first.reset();
  EXPECT_THAT(events_of(second).back(), HasSubstr("The audio is empty"));
}

TEST_F(ChatTest, SaysThatItLivesWhileNothingOfItsWorkShows) {
  rules_.place.comment_interval = 5ms;
  std::atomic<bool> enough = false;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    auto status = emit_all(sink, cancel, {core::Started{}});
    while (status && !enough) {
      status = emit_all(sink, cancel, {core::Progress{}});
      std::this_thread::sleep_for(1ms);
    }
    return status ? emit_all(sink, cancel, {core::Finished{}}) : status;
  };
  auto response = post();
  EXPECT_EQ(response.chunks->next(), ": waiting\n\n") << "progress was not asked for";
  enough = true;
  EXPECT_EQ(events_of(response).back(), "data: [DONE]\n\n");
}

TEST_F(ChatTest, GivesThePlaceBackAfterAFailure) {
  limits_ = {.max_jobs = 1, .max_waiting_jobs = 0};
  services_.translate = [](const core::Job&, core::EventSink&,
                           const base::CancelToken&) -> base::Status {
    return base::Error{base::ErrorKind::kMediaEmpty, "", ""};
  };
  EXPECT_EQ(post().status, 400);
  EXPECT_EQ(post().status, 400);
}

TEST_F(ChatTest, SendsCommentsWhileNothingComes) {
  rules_.place.comment_interval = 1ms;
  std::promise<void> enough;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    if (auto status = emit_all(sink, cancel, {core::Started{}}); !status) return status;
    enough.get_future().wait();
    return emit_all(sink, cancel, {core::Finished{}});
  };
  auto response = post();
  EXPECT_EQ(response.chunks->next(), ": waiting\n\n");
  EXPECT_EQ(response.chunks->next(), ": waiting\n\n");
  enough.set_value();
  EXPECT_EQ(events_of(response).back(), "data: [DONE]\n\n");
}

}  // namespace
}  // namespace dragoman::api

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/server_fixture_test.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::RawClient;

/// Jobs that say when they run, and end when they are told.
class WaitingTest : public ServerTest {
 protected:
  WaitingTest() {
    config_.max_jobs = 1;
    config_.max_waiting_jobs = 2;
    services_.translate = [this](const core::Job& job, core::EventSink& sink,
                                 const base::CancelToken& cancel) {
      {
        std::lock_guard lock(mutex_);
        ran_.push_back(std::get<core::MediaBytes>(job.input).bytes->size());
      }
      ++running_;
      auto status = sink.emit(core::Started{}, cancel);
      while (status && may_end_ == 0) {
        std::this_thread::yield();
        status = cancel.check();
      }
      if (status) --may_end_;
      return status ? sink.emit(core::Finished{}, cancel) : status;
    };
  }

  ~WaitingTest() override { server_.reset(); }  // its threads use what stands below

  // Its recording has so many bytes.
  std::unique_ptr<RawClient> post(std::size_t bytes) {
    std::string body(kJob);
    body.replace(body.find("aGkh"), 4, std::string(bytes / 3 * 4, 'A'));
    auto client = std::make_unique<RawClient>(server_->port());
    client->send(request("POST", "/v1/chat/completions", body));
    return client;
  }

  // What a request is told that would be a job, were there anything in it: 400 while there is room.
  [[nodiscard]] testing::RawResponse probe() const { return ask("POST", "/v1/chat/completions"); }

  testing::RawResponse refused() const {
    auto response = probe();
    while (response.status == 400) response = probe();
    return response;
  }

  void wait_until_running(int jobs) {
    while (running_ < jobs) std::this_thread::yield();
  }

  struct Clients {
    std::unique_ptr<RawClient> first, second, third;
  };

  // Starts a server of which the first runs, and the others fill the room to wait in.
  Clients fill() {
    start();
    Clients clients;
    clients.first = post(3);
    wait_until_running(1);
    clients.second = post(6);
    clients.third = post(9);
    EXPECT_EQ(refused().status, 429);
    return clients;
  }

  std::mutex mutex_;
  std::vector<std::size_t> ran_;
  std::atomic<int> running_ = 0;
  std::atomic<int> may_end_ = 0;
};

TEST_F(WaitingTest, JobsWaitInTurnAndAllAreAnswered) {
  const auto [first, second, third] = fill();
  may_end_ = 3;  // which of the two came first is not known
  for (const auto* client : {&first, &second, &third}) {
    const auto response = (*client)->read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body, ::testing::EndsWith("data: [DONE]\n\n"));
  }
  EXPECT_EQ(ran_.front(), 3U);
  EXPECT_EQ(ran_.size(), 3U);
}

TEST_F(WaitingTest, AFullRoomIsToldBeforeTheBody) {
  const auto [first, second, third] = fill();
  RawClient client(server_->port());
  client.send(
      fmt::format("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:{}\r\n"
                  "Content-Type: application/json\r\nContent-Length: 1000000\r\n"
                  "Expect: 100-continue\r\n\r\n",
                  server_->port()));
  const auto response = client.read_response();  // and no 100 before it
  EXPECT_EQ(response.status, 429);
  EXPECT_THAT(response.body, HasSubstr(R"("code":"limit_requests")"));
  EXPECT_GE(std::stoi(response.header("retry-after")), 1);
  EXPECT_EQ(response.header("connection"), "close");
  may_end_ = 3;
}

TEST_F(WaitingTest, AClientThatLeavesFreesItsRoom) {
  auto [first, second, third] = fill();
  second.reset();
  while (probe().status != 400) std::this_thread::yield();
  may_end_ = 2;
  EXPECT_EQ(first->read_response().status, 200);
  EXPECT_EQ(third->read_response().status, 200);
  EXPECT_EQ(ran_, (std::vector<std::size_t>{3, 9}));
}

TEST_F(WaitingTest, StoppingTellsThoseThatWaitAtOnce) {
  const auto [first, second, third] = fill();
  auto stopped = std::async(std::launch::async, [&] { server_->stop(1h); });
  for (const auto* client : {&second, &third}) {
    const auto response = (*client)->read_response();
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, HasSubstr("The server is stopping."));
  }
  may_end_ = 1;
  EXPECT_THAT(first->read_response().body, HasSubstr("[DONE]")) << "what runs goes on";
  stopped.get();
}

}  // namespace
}  // namespace dragoman::api

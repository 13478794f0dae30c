#include <algorithm>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "api/server.h"
#include "api/server_fixture_test.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::RawClient;

TEST_F(ServerTest, CountsRequestsByRouteAndStatus) {
  start();
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob).status, 200);
  EXPECT_EQ(ask("POST", "/v1/chat/completions", "{}").status, 400);
  EXPECT_EQ(ask("GET", "/v1/models/no-such-model").status, 404);
  EXPECT_EQ(ask("BREW", "/no/such/path").status, 404);
  const std::vector<std::string> lines{
      R"(requests_total{method="POST",route="/v1/chat/completions",status="200"} 1)",
      R"(requests_total{method="POST",route="/v1/chat/completions",status="400"} 1)",
      R"(requests_total{method="GET",route="/v1/models/{id}",status="404"} 1)",
      R"(requests_total{method="other",route="none",status="404"} 1)",
      R"(request_seconds_count{route="/v1/chat/completions"} 2)",
      R"(rejected_total{code="model_not_found",status="404"} 1)",
      R"(dragoman_http_held_body_bytes 0)",
      R"(dragoman_jobs_waiting 0)",
  };
  const auto missing = [&lines](const std::string& body) {
    return std::ranges::any_of(
        lines, [&](const auto& line) { return body.find(line + "\n") == std::string::npos; });
  };
  auto metrics = ask("GET", "/metrics");
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (missing(metrics.body) && std::chrono::steady_clock::now() < end) {
    metrics = ask("GET", "/metrics");  // a request counts once its answer is out
  }
  EXPECT_EQ(metrics.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const auto& line : lines) EXPECT_THAT(metrics.body, HasSubstr(line + "\n"));
  EXPECT_THAT(metrics.body, ::testing::Not(HasSubstr("no-such-model")));
}

TEST_F(ServerTest, ShowsItsMetricsToThoseWithAKeyUnlessTheyAreOpen) {
  config_.api_keys = {"sesame"};
  start();
  EXPECT_EQ(ask("GET", "/metrics").status, 401);
  EXPECT_EQ(ask("GET", "/metrics", "", "Authorization: Bearer sesame\r\n").status, 200);
  config_.metrics_open = true;
  start();
  EXPECT_EQ(ask("GET", "/metrics").status, 200);
  EXPECT_EQ(ask("GET", "/v1/models").status, 401);
}

TEST_F(ServerTest, KeepsTheClientsTraceAndGivesItsOwnIds) {
  std::vector<std::string> lines;
  base::set_log_level(base::LogLevel::kInfo);
  base::set_log_sink([&](std::string_view line) { lines.emplace_back(line); });
  start();
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const auto answer = ask("GET", "/v1/models", "",
                          "traceparent: 00-" + trace +
                              "-00f067aa0ba902b7-01\r\n"
                              "X-Request-Id: mine\r\n");
  const auto broken = ask("GET", "/v1/models", "", "traceparent: 00-" + trace + "-0-01\r\n");
  server_.reset();
  base::set_log_sink({});
  base::set_log_level(base::LogLevel::kOff);
  EXPECT_THAT(answer.header("traceresponse"),
              ::testing::MatchesRegex("00-" + trace + "-[0-9a-f]{16}-01"));
  EXPECT_EQ(broken.header("traceresponse"), "");
  EXPECT_NE(answer.header("x-request-id"), "mine");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0], HasSubstr("request_id=" + answer.header("x-request-id") +
                                  " trace_id=" + trace + " peer=127.0.0.1"));
  EXPECT_THAT(lines[1], ::testing::Not(HasSubstr("trace_id")));
}

TEST_F(ServerTest, EveryLineOfARequestCarriesItsId) {
  std::vector<std::string> lines;
  base::set_log_level(base::LogLevel::kInfo);
  base::set_log_sink([&](std::string_view line) { lines.emplace_back(line); });
  services_.translate = [](const core::Job&, core::EventSink&, const base::CancelToken&) {
    base::log(base::LogLevel::kInfo, "Deep inside");
    return base::Status(base::Error{base::ErrorKind::kInternal, "", "broken"});
  };
  start();
  const auto answer = ask("POST", "/v1/chat/completions", kJob);
  server_.reset();
  base::set_log_sink({});
  base::set_log_level(base::LogLevel::kOff);
  EXPECT_EQ(answer.status, 500);
  const auto id = "request_id=" + answer.header("x-request-id") + " ";
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[0], HasSubstr("\"Deep inside\""));
  for (const auto& line : lines) EXPECT_THAT(line + " ", HasSubstr(id.substr(0, id.size() - 1)));
}

TEST_F(ServerTest, SaysHowItIsAsLongAsAStreamKeepsItFromStopping) {
  std::promise<void> go_on;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    auto status = sink.emit(core::Started{}, cancel);
    go_on.get_future().wait();
    return status ? sink.emit(core::Finished{}, cancel) : status;
  };
  start();
  RawClient client(server_->port());
  client.send(request("POST", "/v1/chat/completions", kJob));
  client.read_until("\r\n\r\n");
  auto stopped = std::async(std::launch::async, [&] { server_->stop(1h); });
  while (ask("GET", "/readyz").status == 200) std::this_thread::yield();
  EXPECT_EQ(ask("GET", "/readyz").status, 503);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob).status, 503);
  const RawClient silent(server_->port());  // asks nothing, and holds nobody up
  go_on.set_value();
  EXPECT_THAT(client.read_until("[DONE]"), HasSubstr("[DONE]"));
  stopped.get();
  EXPECT_THROW(RawClient{server_->port()}, std::runtime_error);
}

}  // namespace
}  // namespace dragoman::api

#include "api/server.h"

#include <future>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/testing/raw_client.h"
#include "base/log.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::RawClient;

constexpr std::string_view kJob =
    R"({"model":"dragoman","stream":true,"messages":[{"role":"user","content":[{"type":
       "input_audio","input_audio":{"data":"aGkh","format":"wav"}}]}],
       "translation_options":{"target_lang":"pt"}})";

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    base::set_log_level(base::LogLevel::kOff);
    config_.port = 0;
    services_.validate = [](const core::Job&) { return base::Status(); };
    services_.translate = [](const core::Job&, core::EventSink& sink,
                             const base::CancelToken& cancel) {
      for (const core::Event& event : std::initializer_list<core::Event>{
               core::Started{}, core::TextDelta{"Oi."}, core::Finished{}}) {
        if (auto status = sink.emit(event, cancel); !status) return status;
      }
      return base::Status();
    };
  }

  void start(bool open = true) {
    server_ = std::make_unique<Server>(config_);
    ASSERT_TRUE(server_->start());
    if (open) server_->open(services_);
  }

  [[nodiscard]] std::string request(std::string_view method, std::string_view path,
                                    std::string_view body = "", std::string_view more = "") const {
    return fmt::format(
        "{} {} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n{}\r\n{}",
        method, path, server_->port(), body.size(), more, body);
  }

  [[nodiscard]] testing::RawResponse ask(std::string_view method, std::string_view path,
                                         std::string_view body = "",
                                         std::string_view more = "") const {
    RawClient client(server_->port());
    client.send(request(method, path, body, more));
    return client.read_response(method == "HEAD");
  }

  ServerConfig config_;
  Services services_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, ServesTheContractUnderBothPrefixes) {
  start();
  for (const std::string prefix : {"", "/compatible-mode"}) {
    const auto chat = ask("POST", prefix + "/v1/chat/completions", kJob);
    EXPECT_EQ(chat.status, 200);
    EXPECT_EQ(chat.header("content-type"), "text/event-stream; charset=utf-8");
    EXPECT_EQ(chat.header("x-accel-buffering"), "no");
    EXPECT_TRUE(chat.body_complete);
    EXPECT_THAT(chat.body, HasSubstr(R"("content":"Oi.")"));
    EXPECT_THAT(chat.body, ::testing::EndsWith("data: [DONE]\n\n"));
    EXPECT_EQ(ask("GET", prefix + "/v1/models").status, 200);
    EXPECT_EQ(ask("GET", prefix + "/v1/models/dragoman").status, 200);
  }
}

TEST_F(ServerTest, ListsItsModels) {
  start();
  EXPECT_EQ(
      ask("GET", "/v1/models").body,
      R"({"object":"list","data":[)"
      R"({"id":"qwen3-livetranslate-flash","object":"model","created":1764547200,"owned_by":"dragoman"},)"
      R"({"id":"qwen3-livetranslate-flash-2025-12-01","object":"model","created":1764547200,"owned_by":"dragoman"},)"
      R"({"id":"dragoman","object":"model","created":1764547200,"owned_by":"dragoman"}]})");
  EXPECT_EQ(ask("GET", "/v1/models/dragoman").body,
            R"({"id":"dragoman","object":"model","created":1764547200,"owned_by":"dragoman"})");
  const auto unknown = ask("GET", "/v1/models/gpt%FF");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("The model gpt? does not exist"));
}

TEST_F(ServerTest, TellsItsLanguagesAndHowWellTheyGo) {
  pipeline::DirectionCoverage direction;
  direction.target = core::Language::kPortuguese;
  direction.route = "en -> pt (student)";
  direction.models.emplace_back("en-pt");
  auto& measured = direction.measured.emplace_back();
  measured.metric = "chrF2";
  measured.value = 69.5;
  measured.set = "FLORES";
  measured.n = 100;
  measured.models.emplace_back("en-pt");
  services_.coverage.languages.emplace_back().recognised = true;
  services_.coverage.directions.push_back(direction);
  start();
  EXPECT_EQ(
      ask("GET", "/v1/languages").body,
      R"json({"object":"list","data":[{"id":"en","object":"language","name":"English",)json"
      R"json("recognised":true,"spoken":false,"measured":[],"into":[{"id":"pt",)json"
      R"json("route":"en -> pt (student)","models":["en-pt"],"measured":[{"metric":"chrF2",)json"
      R"json("value":6.95E1,"set":"FLORES","n":100,"models":["en-pt"]}],"published":null}]}]})json");
}

TEST_F(ServerTest, AnswersWhatIsNotThereInTheContractsBody) {
  start();
  const auto path = ask("GET", "/v1/completions");
  EXPECT_EQ(path.status, 404);
  EXPECT_THAT(path.body, HasSubstr(path.header("x-request-id")));
  const auto method = ask("GET", "/v1/chat/completions");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.header("allow"), "POST, OPTIONS");
}

TEST_F(ServerTest, IsReadyOnceItIsOpenAndAliveBefore) {
  start(/*open=*/false);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 503);
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob).status, 503);
  server_->open(services_);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  EXPECT_EQ(ask("HEAD", "/readyz").status, 200);
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob).status, 200);
}

TEST_F(ServerTest, AsksForKeysButNotForHealth) {
  config_.api_keys = {"sesame"};
  start();
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob).status, 401);
  EXPECT_EQ(ask("GET", "/v1/models").status, 401);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob, "Authorization: Bearer sesame\r\n").status,
            200);
}

TEST_F(ServerTest, CountsRequestsByRouteAndStatus) {
  start();
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob).status, 200);
  EXPECT_EQ(ask("POST", "/v1/chat/completions", "{}").status, 400);
  EXPECT_EQ(ask("GET", "/v1/models/no-such-model").status, 404);
  EXPECT_EQ(ask("BREW", "/no/such/path").status, 404);
  auto metrics = ask("GET", "/metrics");
  while (metrics.body.find("method=\"other\"") == std::string::npos) {
    metrics = ask("GET", "/metrics");  // a request counts once its answer is out
  }
  EXPECT_EQ(metrics.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const std::string line : {
           R"(requests_total{method="POST",route="/v1/chat/completions",status="200"} 1)",
           R"(requests_total{method="POST",route="/v1/chat/completions",status="400"} 1)",
           R"(requests_total{method="GET",route="/v1/models/{id}",status="404"} 1)",
           R"(requests_total{method="other",route="none",status="404"} 1)",
           R"(request_seconds_count{route="/v1/chat/completions"} 2)",
           R"(rejected_total{code="model_not_found",status="404"} 1)",
           R"(dragoman_http_held_body_bytes 0)",
       }) {
    EXPECT_THAT(metrics.body, HasSubstr(line + "\n"));
  }
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

TEST_F(ServerTest, ListensBeyondLoopbackOnlyWithKeysOrWhenTold) {
  config_.address = "0.0.0.0";
  Server open(config_);
  const auto status = open.start();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, base::ErrorKind::kInvalidArgument);
  config_.allow_open = true;
  EXPECT_TRUE(Server(config_).start());
  config_.allow_open = false;
  config_.api_keys = {"sesame"};
  EXPECT_TRUE(Server(config_).start());
}

TEST_F(ServerTest, TakesABodyAsItComesAndTheNextRequestBehindIt) {
  services_.translate = [](const core::Job& job, core::EventSink& sink,
                           const base::CancelToken& cancel) {
    const auto& bytes = *std::get<core::MediaBytes>(job.input).bytes;
    for (const core::Event& event : std::initializer_list<core::Event>{
             core::Started{}, core::TextDelta{std::to_string(bytes.size())}, core::Finished{}}) {
      if (auto status = sink.emit(event, cancel); !status) return status;
    }
    return base::Status();
  };
  start();
  std::string body(kJob);
  body.replace(body.find("aGkh"), 4, std::string(4'000'000, 'A'));
  RawClient client(server_->port());
  client.send(
      fmt::format("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost:{}\r\n"
                  "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
                  server_->port()));
  for (std::size_t at = 0; at < body.size(); at += 70'001) {
    const auto piece = std::string_view(body).substr(at, 70'001);
    client.send(fmt::format("{:x}\r\n{}\r\n", piece.size(), piece));
  }
  client.send("0\r\n\r\n" + request("POST", "/v1/chat/completions", kJob));
  EXPECT_THAT(client.read_response().body, HasSubstr(R"("content":"3000000")"));
  EXPECT_THAT(client.read_response().body, HasSubstr(R"("content":"3")"));
}

TEST_F(ServerTest, CancelsTheJobOfAClientThatWaitsForTheStatusLineAndLeaves) {
  std::promise<void> running;
  std::promise<base::CancelReason> seen;
  services_.translate = [&](const core::Job&, core::EventSink&, const base::CancelToken& cancel) {
    running.set_value();
    std::promise<void> cancelled;
    const auto wake = cancel.on_cancel([&] { cancelled.set_value(); });
    cancelled.get_future().wait();
    seen.set_value(cancel.reason());
    return cancel.check();
  };
  start();
  RawClient client(server_->port());
  client.send(request("POST", "/v1/chat/completions", kJob));
  running.get_future().wait();
  client.close();
  EXPECT_EQ(seen.get_future().get(), base::CancelReason::kClientGone);
}

TEST_F(ServerTest, CancelsTheJobOfAClientThatLeavesMidStream) {
  std::promise<base::CancelReason> seen;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    auto status = sink.emit(core::Started{}, cancel);
    while (status) status = sink.emit(core::AudioDelta{std::vector<std::int16_t>(2400)}, cancel);
    seen.set_value(cancel.reason());
    return status;
  };
  start();
  RawClient client(server_->port());
  client.send(request("POST", "/v1/chat/completions", kJob));
  EXPECT_THAT(client.read_until("\"audio\""), HasSubstr("200 OK"));
  client.close();
  EXPECT_EQ(seen.get_future().get(), base::CancelReason::kClientGone);
}

TEST_F(ServerTest, LetsARunningStreamFinishWhileItStops) {
  std::promise<void> stopping;
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    auto status = sink.emit(core::Started{}, cancel);
    stopping.get_future().wait();
    if (status) status = sink.emit(core::TextDelta{"ate o fim"}, cancel);
    return status ? sink.emit(core::Finished{}, cancel) : status;
  };
  start();
  RawClient client(server_->port());
  client.send(request("POST", "/v1/chat/completions", kJob));
  client.read_until("\r\n\r\n");
  auto stopped = std::async(std::launch::async, [&] { server_->stop(1h); });
  stopping.set_value();
  EXPECT_THAT(client.read_until("[DONE]"), HasSubstr("ate o fim"));
  stopped.get();
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

TEST_F(ServerTest, TellsRunningStreamsThatItStops) {
  services_.translate = [&](const core::Job&, core::EventSink& sink,
                            const base::CancelToken& cancel) {
    auto status = sink.emit(core::Started{}, cancel);
    if (!status) return status;
    std::promise<void> cancelled;
    const auto wake = cancel.on_cancel([&] { cancelled.set_value(); });
    cancelled.get_future().wait();
    return cancel.check();
  };
  start();
  RawClient client(server_->port());
  client.send(request("POST", "/v1/chat/completions", kJob));
  client.read_until("\r\n\r\n");
  server_->stop(0ms);
  const auto rest = client.read_until("0\r\n\r\n");
  EXPECT_THAT(rest, HasSubstr("model_unavailable"));
  EXPECT_THAT(rest, ::testing::Not(HasSubstr("[DONE]")));
}

}  // namespace
}  // namespace dragoman::api

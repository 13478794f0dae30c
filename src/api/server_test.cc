#include "api/server.h"

#include <future>
#include <mutex>
#include <string>

#include <gmock/gmock.h>

#include "api/server_fixture_test.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::RawClient;

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

TEST_F(ServerTest, ClientsHaveKeysWithQuotas) {
  config_.clients = {{.name = "alice",
                      .sha256 = unnamed_key(0, "sesame").sha256,
                      .quota = {.requests_per_minute = 1}},
                     {.name = "bob", .sha256 = unnamed_key(0, "mellon").sha256}};
  start();
  const auto post = [&](std::string_view key) {
    return ask("POST", "/v1/chat/completions", kJob,
               fmt::format("Authorization: Bearer {}\r\n", key));
  };
  EXPECT_EQ(post("guess").status, 401);
  EXPECT_EQ(post("sesame").status, 200);
  const auto refused = post("sesame");
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr(R"("code":"limit_requests")"));
  const auto retry_after = std::stoi(refused.header("retry-after"));
  EXPECT_GE(retry_after, 55);
  EXPECT_LE(retry_after, 61);
  EXPECT_EQ(post("mellon").status, 200);
  EXPECT_EQ(post("mellon").status, 200);
}

TEST_F(ServerTest, TheLogNamesTheClientAndNeverItsKey) {
  config_.clients = {{.name = "alice", .sha256 = unnamed_key(0, "sesame").sha256}};
  std::string lines;
  std::mutex mutex;
  base::set_log_level(base::LogLevel::kInfo);
  base::set_log_sink([&](std::string_view line) {
    std::lock_guard lock(mutex);
    lines += line;
  });
  start();
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob, "Authorization: Bearer sesame\r\n").status,
            200);
  EXPECT_EQ(ask("POST", "/v1/chat/completions", kJob, "Authorization: Bearer gue55\r\n").status,
            401);
  server_->stop(1h);
  base::set_log_sink(nullptr);
  EXPECT_THAT(lines, HasSubstr("client=alice"));
  EXPECT_THAT(lines, ::testing::Not(HasSubstr("sesame")));
  EXPECT_THAT(lines, ::testing::Not(HasSubstr("gue55")));
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

// A gateway in front of scripted workers.
#include "api/gateway/gateway.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/testing/raw_client.h"
#include "base/testing/http_server.h"

namespace dragoman::api {
namespace {

using base::testing::Connection;
using base::testing::HttpServer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// One worker: says that it is ready for as long as it is, and answers the rest by a script.
struct Worker {
  using Script = std::function<void(const std::string& path, Connection&)>;
  explicit Worker(Script script)
      : script_(std::move(script)), server([this](const std::string& path, Connection& c) {
          if (path == "/readyz") {
            c.reply(ready ? 200 : 503, "{}");
          } else {
            ++requests;
            script_(path, c);
          }
        }) {}
  [[nodiscard]] std::string url() const { return server.url(""); }

  std::atomic<bool> ready = true;
  std::atomic<int> requests = 0;

 private:
  Script script_;

 public:
  HttpServer server;
};

Worker::Script says(std::string body, int status = 200, std::string head = "") {
  return [=](const std::string&, Connection& c) { c.reply(status, body, head); };
}

ServerConfig any_port() {
  ServerConfig config;
  config.port = 0;
  return config;
}

struct Front {
  explicit Front(std::vector<std::string> workers, ServerConfig config = any_port())
      : metrics(std::make_shared<base::Metrics>()),
        gateway(std::move(config), std::move(workers), metrics) {
    const auto status = gateway.start();
    EXPECT_TRUE(status.ok()) << status.error().message;
  }

  [[nodiscard]] std::uint16_t port() const {
    const auto url = gateway.url();
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  }
  [[nodiscard]] std::string request(const std::string& method, const std::string& path,
                                    const std::string& body = "",
                                    const std::string& head = "") const {
    return fmt::format(
        "{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: "
        "application/json\r\nContent-Length: {}\r\n{}\r\n{}",
        method, path, port(), body.size(), head, body);
  }
  testing::RawResponse ask(const std::string& method, const std::string& path,
                           const std::string& body = "", const std::string& head = "") {
    testing::RawClient client(port());
    client.send(request(method, path, body, head));
    return client.read_response();
  }

  std::shared_ptr<base::Metrics> metrics;
  Gateway gateway;
};

constexpr auto kChat = "/v1/chat/completions";

TEST(Gateway, PassesRequestsAndAnswersOn) {
  Worker worker(says(R"({"fine":1})", 201, "Content-Type: application/json\r\nX-Own: 1\r\n"));
  Front front({worker.url() + "/"});
  const auto answer = front.ask("POST", std::string(kChat) + "?a=b%20c", R"({"model":"m"})",
                                "Authorization: Bearer k\r\nCookie: x\r\n");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, R"({"fine":1})");
  EXPECT_EQ(answer.header("x-own"), "1");
  const auto heads = worker.server.heads();
  const auto asked =
      std::ranges::find_if(heads, [](auto& head) { return head.starts_with("POST"); });
  ASSERT_NE(asked, heads.end());
  EXPECT_EQ(worker.server.bodies().at(static_cast<std::size_t>(asked - heads.begin())),
            R"({"model":"m"})");
  EXPECT_THAT(*asked, AllOf(HasSubstr("POST /v1/chat/completions?a=b%20c HTTP/1.1"),
                            HasSubstr("Authorization: Bearer k"), Not(HasSubstr("Cookie"))));
}

TEST(Gateway, EventsComeAsTheyAreMade) {
  std::atomic<bool> go = false;
  Worker worker([&](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\ndata: ");
    while (!go) std::this_thread::yield();
    c.send("2\n\n");
  });
  Front front({worker.url()});
  testing::RawClient client(front.port());
  client.send(front.request("POST", kChat, "{}"));
  EXPECT_THAT(client.read_until("data: 1\n\n"), HasSubstr("text/event-stream"));
  go = true;
  EXPECT_THAT(client.read_until("data: 2\n\n"), HasSubstr("data: 2"));
}

TEST(Gateway, WhoeverCannotAnswerGivesWayToAnother) {
  const std::vector<Worker::Script> faults{
      says("{}", 503), says("{}", 429), [](const std::string&, Connection&) {},
      [](const std::string&, Connection& c) { c.send("HTTP/1.1 2"); }};
  for (const auto& fault : faults) {
    Worker bad(fault);
    Worker good(says("good"));
    Front front({bad.url(), good.url()});
    for (int i = 0; i < 4; ++i) EXPECT_EQ(front.ask("POST", kChat, "{}").body, "good");
    EXPECT_EQ(good.requests, 4);
  }
}

TEST(Gateway, TheLastRefusalIsPassedOn) {
  Worker a(says(R"({"error":"full"})", 429, "Retry-After: 7\r\n"));
  Worker b(says(R"({"error":"full"})", 429, "Retry-After: 7\r\n"));
  Front front({a.url(), b.url()});
  const auto answer = front.ask("POST", kChat, "{}");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.header("retry-after"), "7");
  EXPECT_EQ(a.requests + b.requests, 2);
  Worker wrong(says(R"({"error":"no"})", 400));
  Front strict({wrong.url(), a.url()});
  EXPECT_EQ(strict.ask("POST", kChat, "{}").status, 400);
}

TEST(Gateway, AStreamThatBreaksOffEndsInAnError) {
  Worker worker([](const std::string&, Connection& c) {
    c.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: "
        "chunked\r\n\r\n14\r\ndata: 1\n\ndata: {\"cut\r\n");
  });
  Front front({worker.url()});
  const auto events = front.ask("POST", kChat, "{}");
  EXPECT_TRUE(events.body_complete);
  EXPECT_THAT(events.body, AllOf(HasSubstr("data: 1\n\n"), HasSubstr(R"(data: {"error")"),
                                 Not(HasSubstr("cut")), Not(HasSubstr("[DONE]"))));
  Worker sound([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 100\r\n\r\nRIFF");
  });
  Front other({sound.url()});
  EXPECT_FALSE(other.ask("POST", "/v1/audio/speech", "{}").body_complete);
}

TEST(Gateway, GoesToWhoeverIsReady) {
  Worker a(says("a"));
  Worker b(says("b"));
  a.ready = false;
  Front front({a.url(), b.url()});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(front.ask("GET", "/v1/models").body, "b");
  EXPECT_EQ(front.ask("GET", "/readyz").status, 200);
  EXPECT_THAT(front.ask("GET", "/metrics").body,
              HasSubstr("dragoman_gateway_worker_ready{worker=\"" + b.url()));
}

TEST(Gateway, SaysWhenNobodyIs) {
  Worker a(says("a"));
  a.ready = false;
  Front front({a.url(), "http://127.0.0.1:1"});
  EXPECT_EQ(front.ask("GET", "/readyz").status, 503);
  const auto answer = front.ask("POST", kChat, "{}");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("No worker can answer now"));
  EXPECT_EQ(a.requests, 0);
  EXPECT_EQ(front.ask("GET", "/healthz").status, 200);
}

TEST(Gateway, WhatIsStoredBelongsToTheFirst) {
  Worker a(says("a"));
  Worker b(says("b"));
  Front front({a.url(), b.url()});
  for (const auto* const path :
       {"/v1/files", "/v1/jobs/j1/results/srt", "/v1/jobs/j1/results/film"}) {
    EXPECT_EQ(front.ask("GET", path).body, "a") << path;
  }
  a.ready = false;
  std::this_thread::sleep_for(std::chrono::milliseconds(700));  // one look
  EXPECT_EQ(front.ask("GET", "/v1/files").status, 503);
}

TEST(Gateway, SaysThatItHoldsNoSessions) {
  Worker a(says("a"));
  Front front({a.url()});
  constexpr auto kUpgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  for (const auto* const path : {"/v1/realtime?model=m", "/api-ws/v1/realtime?model=m"}) {
    for (const auto* const head : {kUpgrade, ""}) {
      const auto answer = front.ask("GET", path, "", head);
      EXPECT_EQ(answer.status, 503);
      EXPECT_THAT(answer.body, HasSubstr("connect to one of its workers"));
    }
  }
  EXPECT_EQ(a.requests, 0);
}

TEST(Gateway, HasTheDoorOfAServer) {
  Worker a(says("a"));
  auto config = any_port();
  config.api_keys = {"sk-right"};
  Front front({a.url()}, config);
  EXPECT_EQ(front.ask("GET", "/v1/models").status, 401);
  EXPECT_EQ(front.ask("GET", "/v1/models", "", "Authorization: Bearer sk-right\r\n").body, "a");
  EXPECT_EQ(front.ask("GET", "/v1/nothing").status, 404);
}

TEST(Gateway, AClientThatGoesStopsItsWorker) {
  std::atomic<bool> gone = false;
  Worker worker([&](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
    c.wait_for_close();
    gone = true;
  });
  Front front({worker.url()});
  {
    testing::RawClient client(front.port());
    client.send(front.request("POST", kChat, "{}"));
    client.read_until("data: 1\n\n");
  }
  for (int i = 0; i < 500 && !gone; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(gone);
}

TEST(Gateway, NeedsWorkers) {
  for (const auto& urls :
       std::vector<std::vector<std::string>>{{}, {"ftp://x"}, {"http://u:p@x"}}) {
    Gateway gateway(any_port(), urls);
    EXPECT_FALSE(gateway.start().ok());
  }
}

}  // namespace
}  // namespace dragoman::api

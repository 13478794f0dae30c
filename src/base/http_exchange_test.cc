#include "base/http_exchange.h"

#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "base/testing/http_server.h"

namespace dragoman::base {
namespace {

using testing::Connection;
using ::testing::HasSubstr;
using testing::HttpServer;
using ::testing::Not;

HttpExchange to(const HttpServer& server) {
  HttpExchange request;
  request.url = server.url("/v1/chat/completions");
  request.body = R"({"a":1})";
  return request;
}

TEST(HttpExchange, SendsTheBodyAndTheKeyAndGivesTheAnswer) {
  const HttpServer server([](const std::string&, Connection& c) { c.reply(200, "fine"); });
  auto request = to(server);
  request.bearer = "sk-1";
  request.body = std::string(300'000, 'x');
  const auto reply = http_exchange(request, {});
  ASSERT_TRUE(reply.ok()) << reply.error().detail;
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->body, "fine");
  EXPECT_FALSE(reply->retry_after);
  EXPECT_EQ(server.bodies().at(0), *request.body);
  EXPECT_THAT(server.heads().at(0), HasSubstr("POST /v1/chat/completions HTTP/1.1\r\n"));
  EXPECT_THAT(server.heads().at(0), HasSubstr("Authorization: Bearer sk-1\r\n"));
  EXPECT_THAT(server.heads().at(0), HasSubstr("Content-Type: application/json\r\n"));
}

TEST(HttpExchange, WithoutABodyItOnlyAsks) {
  const HttpServer server([](const std::string&, Connection& c) { c.reply(200, "fine"); });
  auto request = to(server);
  request.body.reset();
  const auto reply = http_exchange(request, {});
  ASSERT_TRUE(reply.ok()) << reply.error().detail;
  EXPECT_EQ(reply->body, "fine");
  EXPECT_THAT(server.heads().at(0), HasSubstr("GET /v1/chat/completions HTTP/1.1\r\n"));
  EXPECT_THAT(server.heads().at(0), Not(HasSubstr("Content-Type")));
}

TEST(HttpExchange, GivesAnyStatusAndFollowsNothing) {
  const HttpServer server([](const std::string& path, Connection& c) {
    if (path == "/v1/chat/completions") {
      c.reply(307, "there", "Location: /elsewhere\r\nRetry-After: 7\r\n");
    } else {
      c.reply(200, "followed");
    }
  });
  auto request = to(server);
  request.bearer = "sk-1";
  const auto reply = http_exchange(request, {});
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status, 307);
  EXPECT_EQ(reply->body, "there");
  EXPECT_EQ(reply->retry_after, std::chrono::seconds(7));
  EXPECT_EQ(server.requests(), 1U);
}

TEST(HttpExchange, TakesNoMoreThanItWasTold) {
  const HttpServer server([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    while (c.send(std::string(4096, 'x'))) {
    }
  });
  EXPECT_EQ(http_exchange(to(server), {}).error().kind, ErrorKind::kMediaTooLarge);
  const HttpServer heads([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\n");
    while (c.send("X: " + std::string(4096, 'x') + "\r\n")) {
    }
  });
  EXPECT_FALSE(http_exchange(to(heads), {}).ok());
}

TEST(HttpExchange, TellsHowItFailed) {
  const HttpServer slow([](const std::string&, Connection& c) { c.wait_for_close(); });
  auto request = to(slow);
  request.timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(http_exchange(request, {}).error().kind, ErrorKind::kUrlTimeout);
  const HttpServer cut([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  EXPECT_EQ(http_exchange(to(cut), {}).error().kind, ErrorKind::kUrlFailed);
  request.url = "http://127.0.0.1:1/";
  EXPECT_EQ(http_exchange(request, {}).error().kind, ErrorKind::kUrlFailed);
  request.url = "file:///etc/passwd";
  EXPECT_EQ(http_exchange(request, {}).error().kind, ErrorKind::kUrlInvalid);
}

TEST(HttpExchange, AKeyIsNothingThatAddsAHeader) {
  EXPECT_TRUE(is_bearer("sk-Az09_./+="));
  for (const auto* bad : {"", "a b", "a\r\nHost: x", "a\n", "caf\xc3\xa9"}) {
    EXPECT_FALSE(is_bearer(bad)) << bad;
  }
  HttpExchange request;
  request.url = "http://127.0.0.1:1/";
  request.bearer = "secret\r\nX: y";
  const auto reply = http_exchange(request, {});
  EXPECT_EQ(reply.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_THAT(reply.error().message + reply.error().detail, Not(HasSubstr("secret")));
}

TEST(HttpExchange, StopsWhenCancelled) {
  const HttpServer slow([](const std::string&, Connection& c) { c.wait_for_close(); });
  CancelSource cancel;
  std::thread canceller([&] {
    while (slow.requests() == 0) std::this_thread::yield();
    cancel.cancel(CancelReason::kClientGone);
  });
  EXPECT_EQ(http_exchange(to(slow), cancel.token()).error().kind, ErrorKind::kCancelled);
  canceller.join();
}

}  // namespace
}  // namespace dragoman::base

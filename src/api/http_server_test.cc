#include "api/http_server.h"

#include <future>
#include <thread>

#include <gmock/gmock.h>

#include "api/http_server_fixture_test.h"
#include "api/testing/raw_client.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::RawClient;
using ::testing::StartsWith;

TEST_F(HttpServerTest, AnswersWithTheHeadersThatFrameIt) {
  start();
  RawClient client(server_->port());
  client.send(get("/a%20b?query=1"));
  const auto response = client.read_response();
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(response.body, "path /a b");
  EXPECT_EQ(response.header("content-length"), "9");
  EXPECT_EQ(response.header("connection"), "keep-alive");
  EXPECT_EQ(response.header("x-extra"), "1");
  EXPECT_THAT(response.header("date"), ::testing::EndsWith(" GMT"));
  EXPECT_EQ(response.header("x-request-id").size(), 36U);
}

TEST_F(HttpServerTest, GivesEachRequestItsOwnId) {
  start();
  RawClient client(server_->port());
  client.send(get("/", "X-Request-Id: mine\r\n") + get("/"));
  const auto first = client.read_response().header("x-request-id");
  const auto second = client.read_response().header("x-request-id");
  EXPECT_NE(first, "mine");
  EXPECT_NE(first, second);
}

TEST_F(HttpServerTest, AnswersTwoRequestsOnOneConnection) {
  start();
  RawClient client(server_->port());
  client.send(post("/echo", "first"));
  EXPECT_EQ(client.read_response().body, "POST first");
  client.send(post("/echo", "second"));
  EXPECT_EQ(client.read_response().body, "POST second");
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  RawClient client(server_->port());
  std::string all;
  for (int i = 0; i < 20; ++i) all += post("/echo", std::to_string(i));
  client.send(all + get("/stream") + get("/last"));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.read_response().body, "POST " + std::to_string(i));
  }
  EXPECT_EQ(client.read_response().body, "onetwo");
  EXPECT_EQ(client.read_response().body, "path /last");
}

TEST_F(HttpServerTest, ReadsARequestThatComesByteByByte) {
  start();
  RawClient client(server_->port());
  for (const char c : post("/echo", "slow")) client.send({&c, 1});
  EXPECT_EQ(client.read_response().body, "POST slow");
}

TEST_F(HttpServerTest, ReadsChunkedBodies) {
  start();
  RawClient client(server_->port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n" +
      get("/next"));
  EXPECT_EQ(client.read_response().body, "POST abcde");
  EXPECT_EQ(client.read_response().body, "path /next");
}

TEST_F(HttpServerTest, StreamsInChunks) {
  start();
  RawClient client(server_->port());
  client.send(get("/stream"));
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(client.read_until("0\r\n\r\n"), "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
}

TEST_F(HttpServerTest, ClosesAnAnswerThatBreaksOffBeforeItsEnd) {
  start();
  RawClient client(server_->port());
  client.send(get("/break-off"));
  client.read_until("\r\n\r\n");
  EXPECT_EQ(client.read_until("one\r\n"), "3\r\none\r\n");
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, StreamsToOldClientsUntilTheEnd) {
  start();
  RawClient client(server_->port());
  client.send("GET /stream HTTP/1.0\r\n\r\n");
  const auto response = client.read_response();
  EXPECT_EQ(response.header("transfer-encoding"), "");
  EXPECT_EQ(response.header("connection"), "close");
  EXPECT_EQ(response.body, "onetwo");
}

TEST_F(HttpServerTest, ClosesWhenAsked) {
  start();
  RawClient client(server_->port());
  client.send(get("/", "Connection: close\r\n"));
  EXPECT_EQ(client.read_response().header("connection"), "close");
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, AnswersHeadWithoutABody) {
  start();
  RawClient client(server_->port());
  client.send("HEAD /abc HTTP/1.1\r\nHost: h\r\n\r\n" + get("/next"));
  const auto response = client.read_response(/*is_head=*/true);
  EXPECT_EQ(response.header("content-length"), "9");
  EXPECT_EQ(client.read_response().body, "path /next");
}

TEST_F(HttpServerTest, SaysContinueOnceTheDoorIsPassed) {
  start();
  RawClient client(server_->port());
  client.send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_EQ(client.read_response().body, "POST ok");
}

TEST_F(HttpServerTest, RefusesInsteadOfContinue) {
  start();
  RawClient client(server_->port());
  client.send(
      "POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  const auto response = client.read_response();
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.header("connection"), "close") << "the body was never read";
  client.half_close();
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, RefusesOtherExpectations) {
  start();
  RawClient client(server_->port());
  client.send(get("/", "Expect: wonders\r\n"));
  EXPECT_EQ(client.read_response().status, 417);
}

TEST_F(HttpServerTest, KeepsTheConnectionAfterARefusalWithoutBody) {
  start();
  RawClient client(server_->port());
  client.send(get("/refused") + get("/next"));
  EXPECT_EQ(client.read_response().status, 401);
  EXPECT_EQ(client.read_response().body, "path /next");
}

TEST_F(HttpServerTest, RefusesMalformedRequests) {
  start();
  for (const std::string_view bytes : {
           "\r\n\r\n\r\n GET",
           "NONSENSE\r\n\r\n",
           "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
           "GET / HTTP/1.1\r\nHost h\r\n\r\n",
           "GET / HTTP/1.1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n",
           "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
           "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
       }) {
    RawClient client(server_->port());
    client.send(bytes);
    client.half_close();
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 400) << bytes;
    EXPECT_THAT(response.body, HasSubstr("invalid_request_error")) << bytes;
    EXPECT_TRUE(client.closed_by_server()) << bytes;
  }
}

TEST_F(HttpServerTest, ChunksOfKnownLengthAreFramedByIt) {
  start();
  RawClient client(server_->port());
  client.send(get("/counted") + get("/counted"));
  for (int i = 0; i < 2; ++i) {
    const auto response = client.read_response();
    EXPECT_EQ(response.header("content-length"), "6");
    EXPECT_EQ(response.header("transfer-encoding"), "");
    EXPECT_EQ(response.body, "onetwo");
  }
  client.send("HEAD /counted HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.read_response(true).header("content-length"), "6");
  client.send("GET /counted HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/x"));
  EXPECT_EQ(client.read_response().body, "onetwo");
  EXPECT_EQ(client.read_response().body, "path /x") << "so a line can be kept in HTTP/1.0 too";
}

TEST_F(HttpServerTest, ADiskThatHangsHoldsUpItsUploadsAlone) {
  start();
  RawClient uploader(server_->port());
  uploader.send(post("/to-disk", "123456"));
  while (on_disk_ == 0) std::this_thread::yield();
  RawClient other(server_->port());
  other.send(get("/x"));
  EXPECT_EQ(other.read_response().body, "path /x");
  other.send(post("/as-it-comes", "123"));
  EXPECT_EQ(other.read_response().body, "3");
  disk_.count_down();
  EXPECT_EQ(uploader.read_response().body, "6");
}

TEST_F(HttpServerTest, WhoLeavesADiskThatHangsIsForgotten) {
  start();
  RawClient uploader(server_->port());
  uploader.send(post("/to-disk", "123456").substr(0, 57));
  while (on_disk_ == 0) std::this_thread::yield();
  uploader.reset();
  auto stopped = std::async(std::launch::async, [&] { server_->stop(0ms); });
  disk_.count_down();
  stopped.get();
  EXPECT_EQ(left_, 1);
}

}  // namespace
}  // namespace dragoman::api

#include "api/http_server.h"

#include <atomic>
#include <future>
#include <memory>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "api/error_reply.h"
#include "api/testing/raw_client.h"
#include "base/log.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::RawClient;
using ::testing::StartsWith;

/// Gives its chunks one by one; then, where told so, waits to be cancelled.
class ScriptedChunks final : public ChunkSource {
 public:
  ScriptedChunks(std::vector<std::string> chunks, base::CancelToken wait_for,
                 std::promise<base::CancelReason>* seen)
      : chunks_(std::move(chunks)), wait_for_(std::move(wait_for)), seen_(seen) {}

  std::optional<std::string> next() override {
    if (at_ < chunks_.size()) return chunks_[at_++];
    if (seen_ == nullptr) return std::nullopt;
    std::promise<void> cancelled;
    const auto wake = wait_for_.on_cancel([&] { cancelled.set_value(); });
    cancelled.get_future().wait();
    std::exchange(seen_, nullptr)->set_value(wait_for_.reason());
    return std::nullopt;
  }

 private:
  std::vector<std::string> chunks_;
  base::CancelToken wait_for_;
  std::promise<base::CancelReason>* seen_;
  std::size_t at_ = 0;
};

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() { base::set_log_level(base::LogLevel::kOff); }

  // Routes by path, so that each test says what it needs in one line.
  void start(HttpLimits limits = {}) {
    server_ = std::make_unique<HttpServer>(limits);
    ASSERT_TRUE(server_->listen("127.0.0.1", 0));
    server_->serve([this, limits](Request& request,
                                  std::optional<std::uint64_t> body_bytes) -> Verdict {
      ++heads_;
      if (body_bytes.value_or(0) > limits.max_body_bytes) {
        return {to_response(
                    error_reply(ErrorId::kBodyTooLarge, {std::to_string(limits.max_body_bytes)}),
                    request.id),
                {}};
      }
      if (request.path == "/refused")
        return {to_response(error_reply(ErrorId::kKey), request.id), {}};
      return {Handler([this](Request& handled) { return handle(handled); }), {{"X-Extra", "1"}}};
    });
  }

  Response handle(Request& request) {
    if (request.path == "/echo") return {.body = request.method + " " + request.body};
    if (request.path == "/stream") return stream({"one", "two"}, request, nullptr);
    if (request.path == "/endless") return stream({"one"}, request, &reason_);
    if (request.path == "/silent") return stream({}, request, &reason_);
    if (request.path == "/wait") {
      stream({}, request, &reason_).chunks->next();  // before anything is answered
      return {.body = "too late"};
    }
    if (request.path == "/throw") throw std::runtime_error("broken");
    if (request.path == "/large") return {.body = std::string(8U << 20U, 'x')};
    return {.body = "path " + request.path};
  }

  static Response stream(std::vector<std::string> chunks, const Request& request,
                         std::promise<base::CancelReason>* seen) {
    return {.chunks = std::make_unique<ScriptedChunks>(std::move(chunks), request.cancel, seen)};
  }

  base::CancelReason cancelled_for() { return reason_.get_future().get(); }

  static std::string get(std::string_view path, std::string_view more = "") {
    return fmt::format("GET {} HTTP/1.1\r\nHost: h\r\n{}\r\n", path, more);
  }
  static std::string post(std::string_view path, std::string_view body,
                          std::string_view more = "") {
    return fmt::format("POST {} HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n{}\r\n{}", path,
                       body.size(), more, body);
  }

  std::promise<base::CancelReason> reason_;
  std::atomic<int> heads_{0};
  std::unique_ptr<HttpServer> server_;
};

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

TEST_F(HttpServerTest, RefusesALargeHead) {
  start({.max_header_bytes = 1024});
  RawClient client(server_->port());
  client.send(get("/", "X: " + std::string(2000, 'x') + "\r\n"));
  EXPECT_EQ(client.read_response().status, 431);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, RefusesALargeBodyWhoeverAnnouncesIt) {
  start({.max_body_bytes = 10});
  RawClient announced(server_->port());
  announced.send(post("/echo", "12345678901"));
  EXPECT_EQ(announced.read_response().status, 413);
  RawClient chunked(server_->port());
  chunked.send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "6\r\n123456\r\n6\r\n123456\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.read_response().status, 413);
  EXPECT_TRUE(chunked.closed_by_server());
  RawClient fits(server_->port());
  fits.send(post("/echo", "1234567890"));
  EXPECT_EQ(fits.read_response().body, "POST 1234567890");
}

TEST_F(HttpServerTest, LetsAClientThatStillSendsReadTheRefusal) {
  start({.max_body_bytes = 10});
  RawClient client(server_->port());
  client.send(post("/echo", std::string(4U << 20U, 'x')));
  EXPECT_EQ(client.read_response().status, 413);
}

TEST_F(HttpServerTest, BoundsTheBodiesOfAllRequestsTogether) {
  start({.max_held_body_bytes = 10});
  RawClient holder(server_->port());
  holder.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 8\r\n\r\n1234");
  while (heads_ < 1) std::this_thread::yield();
  RawClient client(server_->port());
  client.send(post("/echo", "123"));
  EXPECT_EQ(client.read_response().status, 429);
  holder.send("5678");
  EXPECT_EQ(holder.read_response().body, "POST 12345678");
  holder.send(post("/echo", "1234567890"));  // after the first, whose bytes are given back by now
  EXPECT_EQ(holder.read_response().body, "POST 1234567890");
}

TEST_F(HttpServerTest, GivesUpOnASlowHead) {
  start({.header_timeout = 20ms});
  RawClient client(server_->port());
  client.send("GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(client.read_response().status, 408);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, GivesUpOnASlowBody) {
  start({.body_timeout = 20ms});
  RawClient client(server_->port());
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(client.read_response().status, 408);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, ClosesAnIdleConnection) {
  start({.idle_timeout = 20ms});
  RawClient client(server_->port());
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, GivesUpOnAClientThatDoesNotRead) {
  start({.write_timeout = 20ms});
  RawClient client(server_->port());
  client.send(get("/large"));
  server_->stop(10s);  // returns only because the answer was given up
  const auto response = client.read_response();
  EXPECT_FALSE(response.body_complete);
}

TEST_F(HttpServerTest, CancelsWhenTheClientLeavesMidStream) {
  start();
  RawClient client(server_->port());
  client.send(get("/endless"));
  EXPECT_THAT(client.read_until("one"), HasSubstr("one"));
  client.close();
  EXPECT_EQ(cancelled_for(), base::CancelReason::kClientGone);
}

TEST_F(HttpServerTest, CancelsWhenTheClientLeavesBeforeTheFirstByte) {
  start();
  RawClient client(server_->port());
  client.send(get("/wait"));
  client.reset();
  EXPECT_EQ(cancelled_for(), base::CancelReason::kClientGone);
}

TEST_F(HttpServerTest, AnswersAClientThatClosedItsHalf) {
  start();
  RawClient client(server_->port());
  client.send(get("/x"));
  client.half_close();
  EXPECT_EQ(client.read_response().body, "path /x");
}

TEST_F(HttpServerTest, SurvivesAHandlerThatThrows) {
  start();
  RawClient client(server_->port());
  client.send(get("/throw") + get("/next"));
  const auto response = client.read_response();
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, ::testing::Not(HasSubstr("broken")));
  EXPECT_EQ(client.read_response().body, "path /next");
}

TEST_F(HttpServerTest, MakesRoomByClosingTheLongestIdle) {
  start({.max_connections = 2});
  RawClient first(server_->port());  // says nothing: idle from the start
  RawClient second(server_->port());
  second.send(get("/2"));
  EXPECT_EQ(second.read_response().status, 200);
  RawClient third(server_->port());
  third.send(get("/3"));
  EXPECT_EQ(third.read_response().status, 200);
  EXPECT_TRUE(first.closed_by_server());
  second.send(get("/2"));
  EXPECT_EQ(second.read_response().status, 200);
}

TEST_F(HttpServerTest, LetsFurtherConnectionsWaitWhileAllAreBusy) {
  start({.max_connections = 1});
  RawClient busy(server_->port());
  busy.send(get("/endless"));
  busy.read_until("one");
  RawClient waiting(server_->port());
  waiting.send(get("/x"));
  busy.close();
  EXPECT_EQ(cancelled_for(), base::CancelReason::kClientGone);
  EXPECT_EQ(waiting.read_response().body, "path /x");
}

TEST_F(HttpServerTest, StopsAtOnceWhenIdle) {
  start();
  RawClient client(server_->port());
  client.send(get("/x"));
  client.read_response();
  const auto port = server_->port();
  server_->stop(1h);
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_THROW(RawClient{port}, std::runtime_error);
  server_->stop(1h);
}

TEST_F(HttpServerTest, CancelsWhatStillRunsAfterTheGracePeriod) {
  start();
  RawClient client(server_->port());
  client.send(get("/endless"));
  client.read_until("one\r\n");
  server_->stop(1ms);
  EXPECT_EQ(cancelled_for(), base::CancelReason::kShutdown);
  EXPECT_EQ(client.read_until("never"), "0\r\n\r\n") << "the stream ends in order";
}

TEST_F(HttpServerTest, ClosesConnectionsThatAreStillSendingWhenTheGraceIsOver) {
  start();
  RawClient client(server_->port());
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  while (heads_ < 1) std::this_thread::yield();
  server_->stop(1ms);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServerTest, ListensOnlyWhereItCan) {
  start();
  HttpServer other({});
  const auto taken = other.listen("127.0.0.1", server_->port());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind, base::ErrorKind::kIo);
  HttpServer third({});
  const auto nonsense = third.listen("no address", 0);
  ASSERT_FALSE(nonsense);
  EXPECT_EQ(nonsense.error().kind, base::ErrorKind::kInvalidArgument);
}

TEST_F(HttpServerTest, ServesManyClientsAtOnce) {
  start();
  std::vector<std::thread> clients;
  clients.reserve(16);
  std::atomic<int> right{0};
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&, i] {
      RawClient client(server_->port());
      for (int j = 0; j < 10; ++j) {
        const auto text = std::to_string(i * 100 + j);
        client.send(post("/echo", text) + get("/stream"));
        if (client.read_response().body == "POST " + text) ++right;
        if (client.read_response().body == "onetwo") ++right;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right, 16 * 20);
}

}  // namespace
}  // namespace dragoman::api

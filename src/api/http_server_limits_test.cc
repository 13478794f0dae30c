#include <atomic>
#include <future>
#include <thread>

#include <gmock/gmock.h>

#include "api/http_server.h"
#include "api/http_server_fixture_test.h"
#include "api/testing/raw_client.h"

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::RawClient;

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

TEST_F(HttpServerTest, ABodyTakenAsItComesHoldsNoMoreThanItBrought) {
  start({.max_body_bytes = 8, .max_held_body_bytes = 10});
  hold_.emplace();
  RawClient holder(server_->port());
  holder.send(
      "POST /as-it-comes HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n0\r\n\r\n");
  // The rest is free again once the body is there: until then the answer is 429.
  int status = 429;
  while (status == 429) {
    RawClient client(server_->port());
    client.send(post("/echo", "1234567"));
    status = client.read_response().status;
  }
  EXPECT_EQ(status, 200);
  hold_->set_value();
  EXPECT_EQ(holder.read_response().body, "3");
}

TEST_F(HttpServerTest, ABodyThatCannotBeTakenIsRefused) {
  start();
  RawClient client(server_->port());
  client.send(post("/as-it-comes", "abc!"));
  EXPECT_EQ(client.read_response().status, 500);
  EXPECT_TRUE(client.closed_by_server());
  RawClient next(server_->port());
  next.send(post("/as-it-comes", "abc"));
  EXPECT_EQ(next.read_response().body, "3");
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

TEST_F(HttpServerTest, SurvivesWhateverAHandlerThrows) {
  start();
  RawClient client(server_->port());
  client.send(get("/throw-number") + get("/throw-memory") + get("/next"));
  EXPECT_EQ(client.read_response().status, 500);
  const auto short_of_memory = client.read_response();
  EXPECT_EQ(short_of_memory.status, 503);
  EXPECT_THAT(short_of_memory.body, HasSubstr("Memory is short."));
  EXPECT_EQ(client.read_response().body, "path /next");
}

TEST_F(HttpServerTest, AFaultOnTheIoThreadEndsOneConnection) {
  start();
  RawClient other(server_->port());
  RawClient client(server_->port());
  client.send(get("/no-door"));
  EXPECT_TRUE(client.closed_by_server());
  other.send(get("/x"));
  EXPECT_EQ(other.read_response().body, "path /x");
  server_->stop(1h);  // returns only if nothing is left of the first
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

TEST_F(HttpServerTest, AnswersTheFirstRequestOfANewConnectionWhileItStops) {
  start();
  RawClient client(server_->port());
  RawClient silent(server_->port());
  RawClient known(server_->port());
  known.send(get("/x"));
  known.read_response();  // all three are accepted
  auto stopped = std::async(std::launch::async, [&] { server_->stop(1h); });
  EXPECT_TRUE(known.closed_by_server());
  client.send(get("/x"));
  EXPECT_EQ(client.read_response().body, "path /x");
  EXPECT_TRUE(silent.closed_by_server());
  stopped.get();
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

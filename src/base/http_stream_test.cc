#include "base/http_stream.h"

#include <atomic>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "base/testing/http_server.h"

namespace dragoman::base {
namespace {

using testing::Connection;
using ::testing::HasSubstr;
using testing::HttpServer;

HttpCall to(const HttpServer& server) {
  HttpCall call;
  call.url = server.url("/v1/models");
  return call;
}

TEST(HttpStream, GivesHeadAndBodyAsTheyCome) {
  std::atomic<bool> go = false;
  const HttpServer server([&](const std::string&, Connection& c) {
    c.send("HTTP/1.1 201 Created\r\nX-One:  1 \r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    while (!go) std::this_thread::yield();
    c.send("2\r\nde\r\n0\r\n\r\n");
  });
  auto call = to(server);
  call.method = "POST";
  call.fields = {{"X-Two", "2"}};
  call.body = std::make_shared<const std::string>("hello");
  const auto stream = HttpStream::open(call, {});
  ASSERT_TRUE(stream.ok()) << stream.error().detail;
  EXPECT_EQ((*stream)->status(), 201);
  EXPECT_EQ((*stream)->fields().at(0).name, "X-One");
  EXPECT_EQ((*stream)->fields().at(0).value, "1");
  EXPECT_EQ(*(*stream)->next(), "abc");
  go = true;
  EXPECT_EQ(*(*stream)->next(), "de");
  EXPECT_EQ(*(*stream)->next(), "");
  EXPECT_EQ(*(*stream)->next(), "");
  EXPECT_THAT(server.heads().at(0), HasSubstr("POST /v1/models HTTP/1.1\r\n"));
  EXPECT_THAT(server.heads().at(0), HasSubstr("X-Two: 2\r\n"));
  EXPECT_EQ(server.bodies().at(0), "hello");
}

TEST(HttpStream, WhatCameBeforeABreakIsGiven) {
  const HttpServer server([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  });
  const auto stream = HttpStream::open(to(server), {});
  ASSERT_TRUE(stream.ok());
  EXPECT_EQ(*(*stream)->next(), "abc");
  const auto rest = (*stream)->next();
  ASSERT_FALSE(rest.ok());
  EXPECT_EQ(rest.error().kind, ErrorKind::kUrlFailed);
}

TEST(HttpStream, ServersThatAreNotThereOrSayNothing) {
  HttpCall nobody;
  nobody.url = "http://127.0.0.1:1/";
  EXPECT_EQ(HttpStream::open(nobody, {}).error().kind, ErrorKind::kUrlFailed);
  const HttpServer silent([](const std::string&, Connection& c) { c.wait_for_close(); });
  auto call = to(silent);
  call.head_timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(HttpStream::open(call, {}).error().kind, ErrorKind::kUrlTimeout);
  const HttpServer endless([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\n");
    while (c.send("X-More: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  EXPECT_FALSE(HttpStream::open(to(endless), {}).ok());
  const HttpServer stalls([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    c.wait_for_close();
  });
  auto patient = to(stalls);
  patient.silence_timeout = std::chrono::milliseconds(50);
  const auto stream = HttpStream::open(patient, {});
  ASSERT_TRUE(stream.ok());
  EXPECT_EQ((*stream)->next().error().kind, ErrorKind::kUrlTimeout);
}

TEST(HttpStream, StopsWhenCancelled) {
  const HttpServer server([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    c.wait_for_close();
  });
  CancelSource cancel;
  const auto stream = HttpStream::open(to(server), cancel.token());
  ASSERT_TRUE(stream.ok());
  EXPECT_EQ(*(*stream)->next(), "abc");
  std::thread canceller([&] { cancel.cancel(CancelReason::kClientGone); });
  EXPECT_EQ((*stream)->next().error().kind, ErrorKind::kCancelled);
  canceller.join();
}

}  // namespace
}  // namespace dragoman::base

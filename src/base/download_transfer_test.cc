#include "base/download_transfer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/testing/http_server.h"

namespace dragoman::base {
namespace {

using testing::Connection;
using testing::HttpServer;

class Kept final : public TransferSink {
 public:
  Status begin(std::uint64_t first, std::optional<std::uint64_t> of) override {
    from = first;
    total = of;
    return {};
  }
  Status append(std::span<const std::uint8_t> part) override {
    bytes.append(part.begin(), part.end());
    return {};
  }
  std::optional<std::uint64_t> from;
  std::optional<std::uint64_t> total;
  std::string bytes;
};

TransferRequest to(const HttpServer& server, std::uint64_t from = 0) {
  return {.url = server.url("/f"),
          .from = from,
          .limits = {.stall_timeout = std::chrono::seconds(1), .hosts = {.allow_private = true}}};
}

TEST(ContentRange, ReadsWhatTheRfcAllows) {
  const auto range = parse_content_range("bytes 5-9/10");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 5U);
  EXPECT_EQ(range->last, 9U);
  EXPECT_EQ(range->total, 10U);
  EXPECT_FALSE(parse_content_range("bytes 0-0/*")->total);
  for (const auto* bad :
       {"", "bytes", "bytes 5-9", "bytes 9-5/10", "bytes 5-10/10", "bytes -5/10", "bytes 5-9/10 ",
        "bytes */10", "byte 5-9/10", "bytes 99999999999999999999-5/6", "bytes 1-2/x"}) {
    EXPECT_FALSE(parse_content_range(bad)) << bad;
  }
}

TEST(Transfer, TheWholeAndTheRest) {
  const HttpServer server([](const std::string&, Connection& c) { c.reply(200, "0123456789"); });
  Kept kept;
  ASSERT_FALSE(transfer(to(server), kept, {}));
  EXPECT_EQ(kept.bytes, "0123456789");
  EXPECT_EQ(kept.from, 0U);
  EXPECT_EQ(kept.total, 10U);
  EXPECT_EQ(server.heads()[0].find("Range:"), std::string::npos);

  const HttpServer ranged([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 206 P\r\nContent-Length: 4\r\nContent-Range: bytes 6-9/10\r\n\r\n6789");
  });
  Kept rest;
  ASSERT_FALSE(transfer(to(ranged, 6), rest, {}));
  EXPECT_EQ(rest.bytes, "6789");
  EXPECT_EQ(rest.from, 6U);
  EXPECT_EQ(rest.total, 10U);
  EXPECT_NE(ranged.heads()[0].find("Range: bytes=6-\r\n"), std::string::npos);
}

TEST(Transfer, AServerThatIgnoresTheRangeSaysSo) {
  const HttpServer server([](const std::string&, Connection& c) { c.reply(200, "0123456789"); });
  Kept kept;
  ASSERT_FALSE(transfer(to(server, 6), kept, {}));
  EXPECT_EQ(kept.from, 0U);
  EXPECT_EQ(kept.bytes, "0123456789");
}

TEST(Transfer, AnotherPartThanAskedForIsAFault) {
  for (const std::string range : {"bytes 5-9/10", "bytes 0-9/10", "rubbish"}) {
    const HttpServer server([&](const std::string&, Connection& c) {
      c.send(fmt::format("HTTP/1.1 206 P\r\nContent-Length: 4\r\nContent-Range: {}\r\n\r\n6789",
                         range));
    });
    Kept kept;
    const auto fault = transfer(to(server, 6), kept, {});
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->clause, "the server sends another part than was asked for");
    EXPECT_FALSE(fault->passing);
    EXPECT_EQ(kept.bytes, "");
  }
}

TEST(Transfer, WhichFaultsPass) {
  for (const auto& [status, passing] : {std::pair{404, false},
                                        {403, false},
                                        {401, false},
                                        {410, false},
                                        {429, true},
                                        {500, true},
                                        {502, true},
                                        {503, true},
                                        {416, false}}) {
    const HttpServer server([status = status](const std::string&, Connection& c) {
      c.reply(status, "sorry", "Retry-After: 7\r\n");
    });
    Kept kept;
    const auto fault = transfer(to(server), kept, {});
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->passing, passing) << status;
    EXPECT_EQ(fault->no_such_range, status == 416);
    EXPECT_EQ(fault->retry_after, std::chrono::seconds(7));
    EXPECT_NE(fault->clause.find(std::to_string(status)), std::string::npos);
    EXPECT_EQ(kept.bytes, "");
  }
}

TEST(Transfer, ACutConnectionPassesAndWhatCameIsKept) {
  const HttpServer server([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
  });
  Kept kept;
  const auto fault = transfer(to(server), kept, {});
  ASSERT_TRUE(fault);
  EXPECT_TRUE(fault->passing);
  EXPECT_EQ(fault->clause, "the transfer broke off");
  EXPECT_EQ(kept.bytes, "0123");
}

TEST(Transfer, ASlowDripIsGivenUp) {
  const HttpServer server([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0");
    c.wait_for_close();
  });
  Kept kept;
  const auto fault = transfer(to(server), kept, {});
  ASSERT_TRUE(fault);
  EXPECT_TRUE(fault->passing);
  EXPECT_EQ(fault->kind, ErrorKind::kUrlTimeout);
}

TEST(Transfer, RedirectsHaveAnEnd) {
  const HttpServer server(
      [](const std::string&, Connection& c) { c.reply(302, "", "Location: /again\r\n"); });
  Kept kept;
  const auto fault = transfer(to(server), kept, {});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->clause, "the server redirects more than 5 times");
  EXPECT_EQ(server.requests(), 6U);
}

TEST(Transfer, PrivateAddressesMustBeAllowed) {
  const HttpServer server([](const std::string&, Connection& c) { c.reply(200, "x"); });
  auto request = to(server);
  request.limits.hosts.allow_private = false;
  Kept kept;
  const auto fault = transfer(request, kept, {});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, ErrorKind::kUrlRefused);
  EXPECT_EQ(server.requests(), 0U);
}

TEST(Transfer, MoreThanAllowedIsAFault) {
  const HttpServer server([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n012345678\r\n0\r\n\r\n");
  });
  auto request = to(server);
  request.limits.max_bytes = 8;
  Kept kept;
  const auto fault = transfer(request, kept, {});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, ErrorKind::kMediaTooLarge);
}

TEST(Transfer, CancelEndsIt) {
  CancelSource source;
  const HttpServer server([&](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
    source.cancel(CancelReason::kShutdown);
    c.wait_for_close();
  });
  Kept kept;
  const auto fault = transfer(to(server), kept, source.token());
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, ErrorKind::kCancelled);
}

}  // namespace
}  // namespace dragoman::base

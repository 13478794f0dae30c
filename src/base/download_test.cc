#include "base/download.h"

#include <cstdlib>
#include <future>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/testing/http_server.h"

namespace dragoman::base {
namespace {

using std::chrono::milliseconds;
using testing::Connection;
using testing::HttpServer;

DownloadLimits loopback() {
  DownloadLimits limits;
  limits.hosts.allow_private = true;
  return limits;
}

const HostRules kAnyHost{.allow_private = true};

std::string text_of(const Spool& spool) {
  std::vector<std::uint8_t> into(spool.size().value_or(0));
  const auto got = spool.read_at(0, into, {});
  return got ? std::string(into.begin(), into.begin() + static_cast<std::ptrdiff_t>(*got)) : "";
}

struct Fetched {
  Status outcome;
  std::string body;
};

Fetched fetch(const std::string& url, const DownloadLimits& limits = loopback(),
              const CancelToken& cancel = {}) {
  auto download = Download::start(url, limits, cancel);
  if (!download) return {download.error(), ""};
  auto outcome = (*download)->body().wait({});
  return {outcome, outcome ? text_of((*download)->body()) : ""};
}

TEST(CheckUrl, AcceptsHttpAlone) {
  EXPECT_TRUE(check_url("http://example.org/a.wav", {}).ok());
  EXPECT_TRUE(check_url("HTTPS://example.org:8443/a b/\xE4\xB8\xAD.mp3?sig=%2B#t", {}).ok());
  for (const std::string bad :
       {"", " ", "example.org/a.wav", "//example.org/a", "file:///etc/passwd",
        "ftp://example.org/a", "gopher://example.org/", "data:audio/wav;base64,AAAA", "http://",
        "https://?x", "http://exa mple.org/", "http://user:pass@example.org/",
        "http://user@example.org/", "http://example.org:99999/", "http://[::1",
        "javascript:alert(1)"}) {
    EXPECT_EQ(check_url(bad, kAnyHost).error().kind, ErrorKind::kUrlInvalid) << bad;
  }
  EXPECT_EQ(check_url(std::string("http://example.org/\0.wav", 24), kAnyHost).error().kind,
            ErrorKind::kUrlInvalid);
}

TEST(CheckUrl, RefusesPrivateHostsHoweverWritten) {
  for (const std::string bad :
       {"http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/",
        "http://017700000001/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://localhost/",
        "http://LOCALHOST:8080/", "http://169.254.169.254/latest", "http://%6cocalhost/",
        "http://127.0.0.1./", "http://[fe80::1%25eth0]/"}) {
    const auto status = check_url(bad, {});
    ASSERT_FALSE(status.ok()) << bad;
    EXPECT_TRUE(status.error().kind == ErrorKind::kUrlRefused ||
                status.error().kind == ErrorKind::kUrlInvalid)
        << bad;
  }
  EXPECT_EQ(check_url("http://127.0.0.1/", {}).error().kind, ErrorKind::kUrlRefused);
  EXPECT_EQ(check_url("http://2130706433/", {}).error().kind, ErrorKind::kUrlRefused);
  EXPECT_TRUE(check_url("http://127.0.0.1/", kAnyHost).ok());
}

TEST(Download, FetchesTheWholeBody) {
  const std::string body(300'000, 'x');
  const HttpServer server([&](const std::string&, Connection& c) { c.reply(200, body); });
  const auto fetched = fetch(server.url("/a%20b?q=1"));
  ASSERT_TRUE(fetched.outcome.ok()) << fetched.outcome.error().message;
  EXPECT_EQ(fetched.body, body);
  EXPECT_TRUE(server.heads()[0].starts_with("GET /a%20b?q=1 HTTP/1.1\r\n"));
}

TEST(Download, AnEmptyBodyIsNoError) {
  const HttpServer server([](const std::string&, Connection& c) { c.reply(200, ""); });
  EXPECT_TRUE(fetch(server.url("/")).outcome.ok());
}

TEST(Download, BytesCanBeReadWhileTheServerHoldsBackTheRest) {
  std::promise<void> read_the_first;
  const HttpServer server([&](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    read_the_first.get_future().wait();
    c.send("67890");
  });
  const auto download = Download::start(server.url("/"), loopback(), {});
  ASSERT_TRUE(download.ok());
  const auto& body = (*download)->body();
  std::uint8_t into[10] = {};
  ASSERT_TRUE(body.read_at(4, into, {}).ok());
  EXPECT_EQ(into[0], '5');
  EXPECT_EQ(body.size(), 10U);
  EXPECT_FALSE(body.complete());
  read_the_first.set_value();
  EXPECT_TRUE(body.wait({}).ok());
  EXPECT_EQ(text_of(body), "1234567890");
}

TEST(Download, FollowsRedirectsAndChecksEach) {
  const HttpServer server([&](const std::string& path, Connection& c) {
    if (path == "/c") c.reply(301, std::string(100'000, 'x'), "Location: d?e\r\n");
    if (path == "/d?e") c.reply(200, "here");
    if (path == "/file") c.reply(302, "", "Location: file:///etc/passwd\r\n");
    if (path == "/user") c.reply(302, "", "Location: http://a:b@127.0.0.1/\r\n");
    if (path == "/nowhere") c.reply(302, "");
  });
  EXPECT_EQ(fetch(server.url("/c")).body, "here")
      << "the body of a redirect is not part of the file";
  EXPECT_EQ(fetch(server.url("/file")).outcome.error().kind, ErrorKind::kUrlRefused);
  EXPECT_EQ(fetch(server.url("/user")).outcome.error().kind, ErrorKind::kUrlRefused);
  EXPECT_EQ(fetch(server.url("/nowhere")).outcome.error().kind, ErrorKind::kUrlFailed);
}

TEST(Download, RedirectsAreCounted) {
  const HttpServer server([](const std::string& path, Connection& c) {
    const int n = std::atoi(path.c_str() + 1);
    if (n == 0) {
      c.reply(200, "here");
    } else {
      c.reply(302, "", fmt::format("Location: /{}\r\n", n - 1));
    }
  });
  EXPECT_EQ(fetch(server.url("/5")).body, "here");
  EXPECT_EQ(server.requests(), 6U);
  EXPECT_EQ(fetch(server.url("/6")).outcome.error().kind, ErrorKind::kUrlFailed);
  EXPECT_EQ(server.requests(), 12U);
}

TEST(Download, ALoopOfRedirectsEnds) {
  const HttpServer server(
      [](const std::string&, Connection& c) { c.reply(302, "", "Location: /again\r\n"); });
  EXPECT_EQ(fetch(server.url("/")).outcome.error().kind, ErrorKind::kUrlFailed);
  EXPECT_EQ(server.requests(), 6U);
}

TEST(Download, TellsAnswersApart) {
  const HttpServer server(
      [](const std::string& path, Connection& c) { c.reply(std::atoi(path.c_str() + 1), "no"); });
  EXPECT_EQ(fetch(server.url("/401")).outcome.error().kind, ErrorKind::kUrlForbidden);
  EXPECT_EQ(fetch(server.url("/403")).outcome.error().kind, ErrorKind::kUrlForbidden);
  for (const auto* path : {"/404", "/410", "/500", "/503", "/206", "/304"}) {
    const auto fetched = fetch(server.url(path));
    EXPECT_EQ(fetched.outcome.error().kind, ErrorKind::kUrlFailed) << path;
  }
  EXPECT_NE(fetch(server.url("/404")).outcome.error().message.find("404"), std::string::npos);
}

TEST(Download, RefusesPrivateAddressesWithoutAsking) {
  const HttpServer server([](const std::string&, Connection& c) { c.reply(200, "secret"); });
  auto limits = loopback();
  limits.hosts.allow_private = false;
  EXPECT_EQ(fetch(server.url("/"), limits).outcome.error().kind, ErrorKind::kUrlRefused);
  EXPECT_EQ(server.requests(), 0U);
}

TEST(Download, RefusesABodyLargerThanTheLimit) {
  const HttpServer server([](const std::string& path, Connection& c) {
    const std::string body(5'000, 'x');
    if (path == "/stated") {
      c.reply(200, body);
    } else {
      c.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
      c.send(body);
    }
  });
  auto limits = loopback();
  limits.max_bytes = 4'999;
  EXPECT_EQ(fetch(server.url("/stated"), limits).outcome.error().kind, ErrorKind::kMediaTooLarge);
  EXPECT_EQ(fetch(server.url("/unstated"), limits).outcome.error().kind, ErrorKind::kMediaTooLarge);
  limits.max_bytes = 5'000;
  EXPECT_TRUE(fetch(server.url("/stated"), limits).outcome.ok());
  EXPECT_TRUE(fetch(server.url("/unstated"), limits).outcome.ok());
}

TEST(Download, ACutTransferIsAnError) {
  const HttpServer server([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
  });
  EXPECT_EQ(fetch(server.url("/")).outcome.error().kind, ErrorKind::kUrlFailed);
}

TEST(Download, NotHttpIsAnError) {
  const HttpServer server([](const std::string&, Connection& c) { c.send("SSH-2.0-OpenSSH\r\n"); });
  EXPECT_EQ(fetch(server.url("/")).outcome.error().kind, ErrorKind::kUrlFailed);
}

TEST(Download, AnUnreachableServerIsAnError) {
  int port = 0;
  {
    const HttpServer gone([](const std::string&, Connection&) {});
    port = gone.port();
  }
  const auto fetched = fetch(fmt::format("http://127.0.0.1:{}/", port));
  EXPECT_EQ(fetched.outcome.error().kind, ErrorKind::kUrlFailed);
}

TEST(Download, ASilentServerTimesOut) {
  const HttpServer server([](const std::string&, Connection& c) { c.wait_for_close(); });
  auto limits = loopback();
  limits.timeout = milliseconds(50);
  EXPECT_EQ(fetch(server.url("/"), limits).outcome.error().kind, ErrorKind::kUrlTimeout);
}

TEST(Download, CancelEndsTheTransferAndTheReader) {
  std::promise<void> asked;
  std::promise<void> closed;
  const HttpServer server([&](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    asked.set_value();
    c.wait_for_close();
    closed.set_value();
  });
  CancelSource source;
  const auto download = Download::start(server.url("/"), loopback(), source.token());
  ASSERT_TRUE(download.ok());
  asked.get_future().wait();
  auto reader = std::async(std::launch::async, [&] {
    std::uint8_t into[1] = {};
    return (*download)->body().read_at(9, into, source.token());
  });
  source.cancel(CancelReason::kClientGone);
  EXPECT_EQ(reader.get().error().kind, ErrorKind::kCancelled);
  EXPECT_EQ((*download)->body().wait({}).error().kind, ErrorKind::kCancelled);
  closed.get_future().wait();
}

TEST(Download, TheDeadlineOfTheTokenHolds) {
  const HttpServer server([](const std::string&, Connection& c) { c.wait_for_close(); });
  const CancelSource source({}, std::chrono::steady_clock::now() + milliseconds(30));
  EXPECT_EQ(fetch(server.url("/"), loopback(), source.token()).outcome.error().kind,
            ErrorKind::kDeadlineExceeded);
}

TEST(Download, LettingGoStopsTheTransfer) {
  std::promise<void> closed;
  const HttpServer server([&](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    c.wait_for_close();
    closed.set_value();
  });
  {
    const auto download = Download::start(server.url("/"), loopback(), {});
    ASSERT_TRUE(download.ok());
    std::uint8_t into[1] = {};
    ASSERT_TRUE((*download)->body().read_at(0, into, {}).ok());
  }
  closed.get_future().wait();
}

TEST(Download, TakesNoProxyFromTheEnvironment) {
  const HttpServer proxy([](const std::string&, Connection& c) { c.reply(200, "proxy"); });
  const HttpServer server([](const std::string&, Connection& c) { c.reply(200, "server"); });
  ::setenv("http_proxy", proxy.url("").c_str(), 1);
  ::setenv("all_proxy", proxy.url("").c_str(), 1);
  const auto fetched = fetch(server.url("/"));
  ::unsetenv("http_proxy");
  ::unsetenv("all_proxy");
  EXPECT_EQ(fetched.body, "server");
  EXPECT_EQ(proxy.requests(), 0U);
}

}  // namespace
}  // namespace dragoman::base

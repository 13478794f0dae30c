// What was tried against the guarded download, and what met it: printed as a table, attack by
// attack. A site that the attacker owns is at 127.0.0.2, which the rules list; every other address
// of this machine stands for what must not be reached, and notes who comes.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/download.h"
#include "base/download_forms_test.h"
#include "base/download_names_test.h"
#include "base/testing/http_server.h"

namespace dragoman::base {
namespace {

using std::chrono::milliseconds;
using testing::Connection;
using testing::HttpServer;

/// The table, printed at the end.
class Table final : public ::testing::Environment {
 public:
  static void add(const std::string& attack, const std::string& met) {
    rows().emplace_back(attack, met);
  }
  void TearDown() override {
    fmt::print("\n| # | attack | what met it |\n|---|---|---|\n");
    for (std::size_t i = 0; i < rows().size(); ++i) {
      fmt::print("| {} | {} | {} |\n", i + 1, rows()[i].first, rows()[i].second);
    }
    fmt::print("\n{} attacks\n", rows().size());
  }

 private:
  static std::vector<std::pair<std::string, std::string>>& rows() {
    static std::vector<std::pair<std::string, std::string>> all;
    return all;
  }
};

const auto* const kTable = ::testing::AddGlobalTestEnvironment(new Table);

HostList listed(const std::vector<std::string>& entries) { return *HostList::parse(entries); }

constexpr const char* kSite = "127.0.0.2";

class Attacks : public ::testing::Test {
 protected:
  using Page = HttpServer::Handler;

  Attacks() {
    resolve("site.test", {{kSite}});
    limits_.timeout = milliseconds(5000);
    limits_.max_bytes = 1U << 20U;
    limits_.hosts.allow = listed({"*", kSite});
  }

  struct Outcome {
    Status status;
    std::uint64_t bytes = 0;
  };

  Outcome fetch(const std::string& url) {
    auto download = Download::start(url, limits_, {});
    if (!download) return {download.error()};
    auto status = (*download)->body().wait({});
    return {status, (*download)->body().size().value_or(0)};
  }

  [[nodiscard]] std::string at(std::string_view host, std::string_view path = "/") const {
    return fmt::format("http://{}:{}{}", host, server_.port(), path);
  }

  /// `url` must fail with one of the kinds, and nobody but the site be asked.
  void expect_refused(const std::string& attack, const std::string& url,
                      std::initializer_list<ErrorKind> kinds) {
    const auto outcome = fetch(url);
    ASSERT_FALSE(outcome.status.ok()) << attack;
    const auto& error = outcome.status.error();
    EXPECT_NE(std::ranges::find(kinds, error.kind), kinds.end()) << attack << error.message;
    EXPECT_EQ(victims_, 0) << attack;
    Table::add(attack, error.message.substr(0, error.message.find(". ")));
  }

  /// The site answers everything with these bytes.
  void expect_met(const std::string& attack, std::string answer,
                  std::initializer_list<ErrorKind> kinds) {
    serve([answer = std::move(answer)](const std::string&, Connection& c) { c.send(answer); });
    expect_refused(attack, at("site.test"), kinds);
  }

  /// What the site does from now on; answers under way keep the page that they began with.
  void serve(Page page) {
    const std::lock_guard lock(mutex_);
    page_ = std::make_shared<const Page>(std::move(page));
  }
  std::shared_ptr<const Page> page() {
    const std::lock_guard lock(mutex_);
    return page_;
  }

  DownloadLimits limits_;
  std::atomic<int> victims_ = 0;
  std::mutex mutex_;  // guards page_
  std::shared_ptr<const Page> page_ =
      std::make_shared<const Page>([](const std::string&, Connection& c) { c.reply(200, "site"); });
  HttpServer server_{[this](const std::string& path, Connection& c) {
                       if (c.local_address() == kSite) return (*page())(path, c);
                       ++victims_;
                       c.reply(200, "secret");
                     },
                     HttpServer::On::kAllAddresses};
};

std::string url_of(const Form& form, int port) {
  std::string url(form.url);
  if (const auto at = url.find("{}"); at != std::string::npos) {
    url.replace(at, 2, std::to_string(port));
  }
  return url;
}

TEST_F(Attacks, AddressesWrittenDirectly) {
  for (const auto& form : kForms) {
    expect_refused(form.attack, url_of(form, server_.port()),
                   {ErrorKind::kUrlRefused, ErrorKind::kUrlInvalid});
  }
}

TEST_F(Attacks, TheSameThroughARedirect) {
  for (const auto& form : kForms) {
    const auto location = url_of(form, server_.port());
    const bool broken = location.find('\n') != std::string::npos;  // not to be said in a header
    if (broken) continue;
    serve([location](const std::string&, Connection& c) {
      c.reply(302, "", "Location: " + location + "\r\n");
    });
    expect_refused(fmt::format("redirect: {}", form.attack), at("site.test"),
                   {ErrorKind::kUrlRefused, ErrorKind::kUrlInvalid, ErrorKind::kUrlFailed});
  }
}

TEST_F(Attacks, OtherKindsOfRedirect) {
  const auto secret = at("127.0.0.1");
  for (const int status : {301, 303, 307, 308}) {
    serve([=](const std::string&, Connection& c) {
      c.reply(status, "", fmt::format("Location: {}\r\n", secret));
    });
    expect_refused(fmt::format("redirect with status {}", status), at("site.test"),
                   {ErrorKind::kUrlRefused});
  }
  serve([&](const std::string&, Connection& c) {
    c.reply(302, "", fmt::format("Location: //127.0.0.1:{}/\r\n", server_.port()));
  });
  expect_refused("redirect without a scheme", at("site.test"), {ErrorKind::kUrlRefused});
  serve([secret](const std::string&, Connection& c) {
    c.reply(200, "site", fmt::format("Refresh: 0; url={}\r\n", secret));
  });
  EXPECT_TRUE(fetch(at("site.test")).status.ok());
  EXPECT_EQ(victims_, 0);
  Table::add("Refresh header", "not followed");
}

TEST_F(Attacks, NamesThatLeadInside) {
  const std::pair<const char*, const char*> kinds[] = {
      {"loopback", "127.0.0.1"},    {"IPv6 loopback", "::1"},
      {"this network", "0.0.0.0"},  {"mapped loopback", "::ffff:127.0.0.1"},
      {"private", "10.0.0.1"},      {"metadata", "169.254.169.254"},
      {"NAT64", "64:ff9b::7f00:1"}, {"unique local", "fd00::1"},
      {"multicast", "224.0.0.1"},   {"6to4", "2002:7f00:1::1"},
  };
  for (const auto& [kind, address] : kinds) {
    resolve("inside.test", {{address}});
    expect_refused(fmt::format("name that resolves to {}", kind), at("inside.test"),
                   {ErrorKind::kUrlRefused});
  }
}

TEST_F(Attacks, NamesThatChange) {
  resolve("rebind.test", {{kSite}, {"127.0.0.1"}});
  serve([&](const std::string& path, Connection& c) {
    if (path == "/") return static_cast<void>(c.reply(302, "", "Location: /again\r\n"));
    c.reply(200, "site");
  });
  expect_refused("name that turns private between two hops", at("rebind.test"),
                 {ErrorKind::kUrlRefused});

  resolve("rebind2.test", {{"127.0.0.1"}, {kSite}});
  expect_refused("name that is private at first", at("rebind2.test"), {ErrorKind::kUrlRefused});

  for (const auto& both : {std::vector<std::string>{"127.0.0.1", kSite},
                           std::vector<std::string>{"::1", kSite, "127.0.0.1"}}) {
    resolve("mixed.test", {both});
    const auto outcome = fetch(at("mixed.test", "/body"));
    EXPECT_EQ(victims_, 0);
    EXPECT_TRUE(outcome.status.ok()) << outcome.status.error().message;
    Table::add(fmt::format("name with {} addresses, private ones first", both.size()),
               "only the public one is asked");
  }
  std::vector<std::string> many(50, "127.0.0.1");
  resolve("many.test", {many});
  expect_refused("name with 50 private addresses", at("many.test"), {ErrorKind::kUrlRefused});
}

TEST_F(Attacks, HostsThatTheOperatorListed) {
  limits_.hosts.allow = listed({"site.test", kSite});
  resolve("other.test", {{"93.184.216.34"}});
  expect_refused("public host off the allow-list", at("other.test"), {ErrorKind::kUrlRefused});
  resolve("site.test", {{"127.0.0.1"}});
  expect_refused("listed name that leads inside", at("site.test"), {ErrorKind::kUrlRefused});
  resolve("site.test", {{kSite}});
  EXPECT_TRUE(fetch(at("site.test")).status.ok());

  limits_.hosts.deny = listed({"*.test"});
  expect_refused("denied name", at("site.test"), {ErrorKind::kUrlRefused});
  limits_.hosts.deny = listed({"127.0.0.0/8"});
  expect_refused("denied address under a listed name", at("SITE.test."), {ErrorKind::kUrlRefused});
}

TEST_F(Attacks, RedirectsWithoutEnd) {
  serve([](const std::string&, Connection& c) { c.reply(302, "", "Location: /\r\n"); });
  expect_refused("redirect to itself", at("site.test"), {ErrorKind::kUrlFailed});
  EXPECT_EQ(server_.requests(), 6U);
  serve([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n");
    while (c.send(std::string(1U << 16U, 'x'))) {
    }
  });
  expect_refused("redirect with an endless body", at("site.test"), {ErrorKind::kUrlFailed});
  serve([](const std::string&, Connection& c) {
    c.reply(302, "", "Location: /" + std::string(90'000, 'a') + "\r\n");
  });
  expect_refused("redirect to a URL of 90 KB, again and again", at("site.test"),
                 {ErrorKind::kUrlFailed, ErrorKind::kUrlTimeout, ErrorKind::kUrlInvalid});
}

TEST_F(Attacks, HeadsWithoutEnd) {
  expect_met("one header of 10 MB",
             "HTTP/1.1 200 OK\r\nX: " + std::string(10U << 20U, 'x') + "\r\n\r\nsite",
             {ErrorKind::kUrlFailed});
  serve([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\n");
    for (int i = 0; c.send(fmt::format("X-{}: {}\r\n", i, std::string(1000, 'x'))); ++i) {
    }
  });
  expect_refused("headers without end", at("site.test"), {ErrorKind::kUrlFailed});
  limits_.timeout = milliseconds(700);
  serve([](const std::string&, Connection& c) {
    while (c.send("HTTP/1.1 100 Continue\r\n\r\n")) {
    }
  });
  expect_refused("status 100 without end", at("site.test"), {ErrorKind::kUrlFailed});
  serve([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\n");
    c.wait_for_close();
  });
  expect_refused("head that stops", at("site.test"), {ErrorKind::kUrlTimeout});
  serve([](const std::string&, Connection& c) { c.wait_for_close(); });
  expect_refused("silence", at("site.test"), {ErrorKind::kUrlTimeout});
}

TEST_F(Attacks, SlowBodies) {
  limits_.timeout = milliseconds(300);
  serve([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (c.send("x")) ::usleep(20'000);
  });
  expect_refused("body that drips, byte by byte", at("site.test"), {ErrorKind::kUrlTimeout});
  serve([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (c.send("1\r\nx\r\n")) ::usleep(20'000);
  });
  expect_refused("chunks that drip", at("site.test"), {ErrorKind::kUrlTimeout});
}

TEST_F(Attacks, BodiesTooLarge) {
  const auto flood = [](std::string head) {
    return [head = std::move(head)](const std::string&, Connection& c) {
      c.send(head);
      const std::string part(1U << 16U, 'x');
      while (c.send(part)) {
      }
    };
  };
  serve(flood("HTTP/1.1 200 OK\r\n\r\n"));
  expect_refused("body without end", at("site.test"), {ErrorKind::kMediaTooLarge});
  serve(flood("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n"));
  expect_refused("length of 2^63-1", at("site.test"), {ErrorKind::kMediaTooLarge});
  serve(flood("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"));
  expect_refused("length beyond 64 bits", at("site.test"),
                 {ErrorKind::kMediaTooLarge, ErrorKind::kUrlFailed});
  serve([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const auto chunk = "10000\r\n" + std::string(1U << 16U, 'x') + "\r\n";
    while (c.send(chunk)) {
    }
  });
  expect_refused("chunks without end", at("site.test"), {ErrorKind::kMediaTooLarge});
}

TEST_F(Attacks, LengthsThatLie) {
  expect_met("length larger than the body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nsite",
             {ErrorKind::kUrlFailed});
  expect_met("length below zero", "HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nsite",
             {ErrorKind::kUrlFailed});
  expect_met("chunk size beyond 64 bits",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nsite",
             {ErrorKind::kUrlFailed});
  expect_met("chunk size that is no number",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nsite\r\n",
             {ErrorKind::kUrlFailed});
  expect_met("chunks cut off", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nsite",
             {ErrorKind::kUrlFailed});
  serve([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsite\r\n0\r\n");
    while (c.send("X: " + std::string(1000, 'x') + "\r\n")) {
    }
  });
  expect_refused("trailers without end", at("site.test"), {ErrorKind::kUrlFailed});
  serve([](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsite" + std::string(100'000, 'x'));
  });
  const auto outcome = fetch(at("site.test"));
  EXPECT_TRUE(outcome.status.ok());
  EXPECT_EQ(outcome.bytes, 4U);
  Table::add("more bytes than the length says", "only those that it says are taken");
}

TEST_F(Attacks, PackedBodies) {
  const auto packed = bomb();
  serve([packed](const std::string&, Connection& c) {
    c.reply(200, packed, "Content-Encoding: gzip\r\n");
  });
  const auto outcome = fetch(at("site.test"));
  EXPECT_TRUE(outcome.status.ok());
  EXPECT_EQ(outcome.bytes, packed.size());
  Table::add("gzip bomb as Content-Encoding", "stays packed");
  limits_.max_bytes = 4096;
  serve([packed](const std::string&, Connection& c) {
    c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n" + packed);
  });
  const auto sent = fetch(at("site.test"));
  EXPECT_LE(sent.bytes, limits_.max_bytes);
  EXPECT_TRUE(!sent.status.ok() || sent.bytes == packed.size());
  Table::add("gzip bomb as Transfer-Encoding",
             sent.status.ok() ? "stays packed" : sent.status.error().message);
}

TEST_F(Attacks, WhatIsNoHttp) {
  expect_met("HTTP/0.9: a body without a head", "site", {ErrorKind::kUrlFailed});
  expect_met("another protocol's greeting", "SSH-2.0-OpenSSH_9.2\r\n", {ErrorKind::kUrlFailed});
  expect_met("HTTP/7", "HTTP/7.0 200 OK\r\n\r\nsite", {ErrorKind::kUrlFailed});
  expect_met("status 999999", "HTTP/1.1 999999 OK\r\n\r\nsite", {ErrorKind::kUrlFailed});
  expect_met("switching protocols", "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\nsite",
             {ErrorKind::kUrlFailed});
  expect_met("nothing at all", "", {ErrorKind::kUrlFailed});
  expect_met("part of a body (206)", "HTTP/1.1 206 Partial\r\nContent-Length: 4\r\n\r\nsite",
             {ErrorKind::kUrlFailed});
  expect_met("sign-in (401)",
             "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n",
             {ErrorKind::kUrlForbidden});
}

TEST_F(Attacks, NothingIsCarriedFromHopToHop) {
  ::setenv("http_proxy", at("127.0.0.1").c_str(), 1);
  ::setenv("all_proxy", at("127.0.0.1").c_str(), 1);
  serve([](const std::string& path, Connection& c) {
    if (path == "/next") return static_cast<void>(c.reply(200, "site"));
    c.reply(302, "", "Set-Cookie: a=b\r\nLocation: /next\r\n");
  });
  EXPECT_TRUE(fetch(at("site.test", "/first?token=1")).status.ok());
  ::unsetenv("http_proxy");
  ::unsetenv("all_proxy");
  EXPECT_EQ(victims_, 0);
  Table::add("proxy from the environment", "not asked");
  ASSERT_EQ(server_.heads().size(), 2U);
  const auto second = server_.heads()[1];
  for (const auto* header : {"Cookie:", "Referer:", "Authorization:", "token"}) {
    EXPECT_EQ(second.find(header), std::string::npos) << second;
    Table::add(fmt::format("{} at the next hop", header), "not sent");
  }
  EXPECT_EQ(fetch(at("site.test", "/next%0d%0aX:%20y")).status.ok(), true);
  EXPECT_EQ(server_.heads()[2].find("\nX:"), std::string::npos);
  Table::add("line breaks in the path", "stay encoded");
}

}  // namespace
}  // namespace dragoman::base

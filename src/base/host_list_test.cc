#include "base/host_list.h"

#include <gtest/gtest.h>

namespace dragoman::base {
namespace {

HostList listed(const std::vector<std::string>& entries) {
  auto list = HostList::parse(entries);
  EXPECT_TRUE(list.ok()) << (list ? "" : list.error().message);
  return list ? *std::move(list) : HostList();
}

IpAddress ip(const char* text) { return *parse_ip(text); }

TEST(HostList, TellsNamesFromAddresses) {
  const auto list = listed({"Media.Example.org.", "*.cdn.example", "10.1.0.0/16", "fd00::/8",
                            "192.0.2.7", "2001:db8::7"});
  EXPECT_TRUE(list.has_name("media.example.org"));
  EXPECT_TRUE(list.has_name("MEDIA.example.ORG."));
  EXPECT_TRUE(list.has_name("a.b.cdn.example"));
  for (const auto* other : {"example.org", "xmedia.example.org", "media.example.org.evil.test",
                            "cdn.example", "xcdn.example", "10.1.0.1", "", "."}) {
    EXPECT_FALSE(list.has_name(other)) << other;
  }
  for (const auto* inside : {"10.1.0.0", "10.1.255.255", "fd12::1", "192.0.2.7", "2001:db8::7",
                             "::ffff:10.1.2.3", "64:ff9b::10.1.2.3"}) {
    EXPECT_TRUE(list.has_address(ip(inside))) << inside;
  }
  for (const auto* outside : {"10.2.0.0", "10.0.255.255", "fe00::1", "192.0.2.8", "2001:db8::8",
                              "::ffff:10.2.2.3", "::10.1.2.3"}) {
    EXPECT_FALSE(list.has_address(ip(outside))) << outside;
  }
}

TEST(HostList, AStarIsEveryName) {
  const auto list = listed({"*"});
  EXPECT_TRUE(list.has_name("anything.test"));
  EXPECT_FALSE(list.has_name("8.8.8.8"));
  const HostRules rules{.allow = list};
  EXPECT_FALSE(rules.may_name("localhost")) << "not those of this machine";
  EXPECT_TRUE((HostRules{.allow = listed({"media.internal"})}.may_name("media.internal")));
  EXPECT_FALSE(list.has_address(ip("8.8.8.8")));
}

TEST(HostList, RefusesWhatIsNoHost) {
  for (const std::string entry : {"",
                                  " ",
                                  ".",
                                  "*.",
                                  "*x",
                                  "a*b",
                                  "..",
                                  "a..b",
                                  "http://a.test",
                                  "a.test/b",
                                  "a.test:80",
                                  "10.0.0.0/33",
                                  "10.0.0.1/8",
                                  "10.0.0.0/",
                                  "10.0.0.0/-1",
                                  "10.0.0.0/8x",
                                  "fd00::/129",
                                  "fd00::1/8",
                                  "10.1",
                                  "010.0.0.1",
                                  "1.2.3.4.5",
                                  "b\xC3\xBC"
                                  "cher.test",
                                  "user@a.test"}) {
    const auto list = HostList::parse(std::span(&entry, 1));
    ASSERT_FALSE(list.ok()) << entry;
    EXPECT_EQ(list.error().kind, ErrorKind::kInvalidArgument);
    EXPECT_NE(list.error().message.find("'" + entry + "'"), std::string::npos);
  }
}

TEST(HostRules, ByThemselvesAllowThePublic) {
  const HostRules rules;
  EXPECT_TRUE(rules.may_name("a.test"));
  EXPECT_FALSE(rules.may_name("localhost"));
  EXPECT_TRUE(rules.may_connect("a.test", ip("8.8.8.8")));
  EXPECT_FALSE(rules.may_connect("a.test", ip("10.0.0.1")));
}

TEST(HostRules, AnAllowListShutsOutTheRest) {
  const HostRules rules{.allow = listed({"a.test", "10.1.0.0/16"})};
  EXPECT_TRUE(rules.may_connect("a.test", ip("8.8.8.8")));
  EXPECT_TRUE(rules.may_connect("a.test", ip("10.1.0.9"))) << "listed as an address";
  EXPECT_FALSE(rules.may_connect("a.test", ip("10.2.0.9"))) << "a name opens no private network";
  EXPECT_FALSE(rules.may_connect("b.test", ip("8.8.8.8")));
  EXPECT_TRUE(rules.may_connect("b.test", ip("10.1.0.9")));
  EXPECT_TRUE(rules.may_name("10.1.0.9"));
  EXPECT_FALSE(rules.may_name("8.8.8.8"));
  EXPECT_FALSE((HostRules{.allow = listed({"a.test"})}.may_name("b.test")));
}

TEST(HostRules, DenyGoesFirst) {
  const HostRules rules{.allow = listed({"*", "10.0.0.0/8"}),
                        .deny = listed({"*.bad.test", "10.9.0.0/16", "1.2.3.4"}),
                        .allow_private = true};
  EXPECT_TRUE(rules.may_connect("a.test", ip("10.1.0.1")));
  EXPECT_FALSE(rules.may_name("x.BAD.test."));
  EXPECT_FALSE(rules.may_connect("x.bad.test", ip("8.8.8.8")));
  EXPECT_FALSE(rules.may_connect("a.test", ip("10.9.0.1")));
  EXPECT_FALSE(rules.may_connect("a.test", ip("::ffff:10.9.0.1")));
  EXPECT_FALSE(rules.may_name("1.2.3.4"));
  EXPECT_FALSE(rules.may_name("0x1020304")) << "the same in another form";
}

}  // namespace
}  // namespace dragoman::base

#include "base/address.h"

#include <cstring>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace dragoman::base {
namespace {

struct Case {
  const char* host;
  bool refused;
};

constexpr Case kCases[] = {
    // Names are judged by what they resolve to, but for those that never leave the machine or the
    // site.
    {"example.org", false},
    {"localhost.example.org", false},
    {"mylocalhost", false},
    {"localhost", true},
    {"LOCALHOST", true},
    {"localhost.", true},
    {"a.localhost", true},
    {"localhost.localdomain", true},
    {"printer.local", true},
    {"metadata.google.internal", true},
    {"", true},
    {".", true},
    // IPv4.
    {"8.8.8.8", false},
    {"1.1.1.1.", false},
    {"100.63.255.255", false},
    {"100.128.0.0", false},
    {"172.15.255.255", false},
    {"172.32.0.0", false},
    {"169.253.255.255", false},
    {"223.255.255.255", false},
    {"0.0.0.0", true},
    {"0.1.2.3", true},
    {"10.0.0.1", true},
    {"100.64.0.1", true},
    {"100.127.255.255", true},
    {"127.0.0.1", true},
    {"127.255.255.254", true},
    {"127.0.0.1.", true},
    {"169.254.169.254", true},
    {"172.16.0.1", true},
    {"172.31.255.255", true},
    {"192.0.0.8", true},
    {"192.0.2.1", true},
    {"192.88.99.1", true},
    {"192.168.1.1", true},
    {"198.18.0.1", true},
    {"198.19.255.255", true},
    {"198.51.100.7", true},
    {"203.0.113.9", true},
    {"224.0.0.1", true},
    {"239.255.255.250", true},
    {"240.0.0.1", true},
    {"255.255.255.255", true},
    // Its old forms.
    {"2130706433", true},
    {"017700000001", true},
    {"0x7f000001", true},
    {"0X7F.1", true},
    {"127.1", true},
    {"0177.0.0.01", true},
    {"10.1", true},
    {"0", true},
    {"134744072", false},  // 8.8.8.8
    {"0x08080808", false},
    // IPv6.
    {"2606:4700:4700::1111", false},
    {"[2606:4700:4700::1111]", false},
    {"::", true},
    {"[::]", true},
    {"::1", true},
    {"[::1]", true},
    {"0:0:0:0:0:0:0:1", true},
    {"fe80::1", true},
    {"fe80::1%eth0", true},
    {"fec0::1", true},
    {"fc00::1", true},
    {"fd12:3456::1", true},
    {"ff02::1", true},
    {"100::1", true},
    {"2001::1", true},
    {"2001:20::1", true},
    {"2001:db8::1", true},
    {"3fff::1", true},
    {"4000::1", true},
    {"5f00::1", true},
    // IPv4 inside IPv6.
    {"::ffff:8.8.8.8", false},
    {"::ffff:127.0.0.1", true},
    {"::ffff:7f00:1", true},
    {"[::ffff:169.254.169.254]", true},
    {"::ffff:0:127.0.0.1", true},
    {"::127.0.0.1", true},
    {"::8.8.8.8", true},
    {"64:ff9b::808:808", false},
    {"64:ff9b::7f00:1", true},
    {"64:ff9b::10.0.0.1", true},
    {"64:ff9b:1::808:808", true},
    {"2002:808:808::1", false},
    {"2002:7f00:1::1", true},
    {"2002:a9fe:a9fe::", true},
    {"2002:c0a8:101::1", true},
};

TEST(Address, HostsAreRefusedByTheirText) {
  for (const auto& [host, refused] : kCases) EXPECT_EQ(is_refused_host(host), refused) << host;
}

TEST(Address, OnlyAddressesParse) {
  EXPECT_TRUE(parse_ip("1.2.3.4")->is_v4);
  EXPECT_FALSE(parse_ip("::1")->is_v4);
  for (const char* name : {"", "example.org", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "1.2.3.4 x",
                           "::1::", "12345::", "face", "1.2.3.4%eth0", "[1.2.3.4", "0x"}) {
    EXPECT_FALSE(parse_ip(name).has_value()) << name;
  }
}

TEST(Address, ReadsWhatTheKernelTakes) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr generic{};
  static_assert(sizeof generic == sizeof v4);
  std::memcpy(&generic, &v4, sizeof generic);
  ASSERT_TRUE(ip_of(generic).has_value());
  EXPECT_FALSE(is_public(*ip_of(generic)));

  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = in6addr_loopback;
  EXPECT_FALSE(is_public(*ip_of(reinterpret_cast<const sockaddr&>(v6))));

  generic.sa_family = AF_UNIX;
  EXPECT_FALSE(ip_of(generic).has_value());
}

}  // namespace
}  // namespace dragoman::base

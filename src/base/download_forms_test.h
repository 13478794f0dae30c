#pragma once

#include <string>

// What strangers write in a URL to reach this machine, its site or another protocol.

namespace dragoman::base {

struct Form {
  const char* attack;
  const char* url;  ///< {} is the port.
};

inline constexpr Form kForms[] = {
    {"loopback", "http://127.0.0.1:{}/"},
    {"loopback, another of its addresses", "http://127.0.0.77:{}/"},
    {"loopback in short form", "http://127.1:{}/"},
    {"loopback as one decimal number", "http://2130706433:{}/"},
    {"loopback as one hexadecimal number", "http://0x7f000001:{}/"},
    {"loopback as one octal number", "http://017700000001:{}/"},
    {"loopback with octal parts", "http://0177.0.0.01:{}/"},
    {"loopback with hexadecimal parts", "http://0x7F.0.0x0.1:{}/"},
    {"loopback with a dot at its end", "http://127.0.0.1.:{}/"},
    {"loopback, percent-encoded", "http://%31%32%37.0.0.1:{}/"},
    {"this network (0.0.0.0)", "http://0.0.0.0:{}/"},
    {"this network, short", "http://0:{}/"},
    {"localhost", "http://localhost:{}/"},
    {"localhost in capitals with a dot", "http://LOCALHOST.:{}/"},
    {"localhost, percent-encoded", "http://%6cocalhost:{}/"},
    {"a name below localhost", "http://x.localhost:{}/"},
    {"IPv6 loopback", "http://[::1]:{}/"},
    {"IPv6 loopback in full", "http://[0:0:0:0:0:0:0:1]:{}/"},
    {"IPv6 unspecified", "http://[::]:{}/"},
    {"IPv4-mapped loopback", "http://[::ffff:127.0.0.1]:{}/"},
    {"IPv4-mapped loopback in hexadecimal", "http://[::ffff:7f00:1]:{}/"},
    {"IPv4-compatible loopback", "http://[::127.0.0.1]:{}/"},
    {"NAT64 of loopback", "http://[64:ff9b::7f00:1]:{}/"},
    {"local-use NAT64", "http://[64:ff9b:1::7f00:1]:{}/"},
    {"6to4 of loopback", "http://[2002:7f00:1::1]:{}/"},
    {"Teredo", "http://[2001::1]:{}/"},
    {"IPv6 link-local with a zone", "http://[fe80::1%25lo]:{}/"},
    {"IPv6 unique local", "http://[fd00::1]:{}/"},
    {"IPv6 multicast", "http://[ff02::1]:{}/"},
    {"the cloud's metadata", "http://169.254.169.254/latest/meta-data/"},
    {"the cloud's metadata by name", "http://metadata.google.internal/"},
    {"private 10/8", "http://10.0.0.1:{}/"},
    {"private 172.16/12", "http://172.31.255.1:{}/"},
    {"private 192.168/16", "http://192.168.0.1:{}/"},
    {"carrier-grade NAT", "http://100.64.0.1:{}/"},
    {"multicast", "http://224.0.0.251:{}/"},
    {"broadcast", "http://255.255.255.255:{}/"},
    {"a printer of the site", "http://printer.local:{}/"},
    {"user name that looks like a host", "http://site.test@127.0.0.1:{}/"},
    {"user name and password", "http://a:b@site.test:{}/"},
    {"backslash before an @", "http://127.0.0.1:{}\\@site.test/"},
    {"fragment before an @", "http://127.0.0.1:{}#@site.test/"},
    {"question mark before an @", "http://127.0.0.1:{}?@site.test/"},
    {"backslashes for slashes", "http:\\\\127.0.0.1:{}\\"},
    {"three slashes", "http:///127.0.0.1:{}/"},
    {"fullwidth digits", "http://１２７.0.0.1:{}/"},
    {"enclosed digits", "http://①②⑦.⓪.⓪.①:{}/"},
    {"ideographic full stops", "http://127。0。0。1:{}/"},
    {"fullwidth letters of localhost", "http://ｌｏｃａｌｈｏｓｔ:{}/"},
    {"a soft hyphen inside localhost", "http://local\xC2\xADhost:{}/"},
    {"a percent-encoded enclosed digit", "http://%E2%91%A027.0.0.1:{}/"},
    {"a blank inside the host", "http://127.0.0.1 .site.test:{}/"},
    {"a line break inside the host", "http://127.0.0.1\r\n.site.test:{}/"},
    {"a port of another protocol (22)", "http://site.test:22/{}"},
    {"the same with zeros before it", "http://site.test:00025/{}"},
    {"a port beyond all ports", "http://site.test:99999/{}"},
    {"file:", "file:///etc/passwd?{}"},
    {"ftp:", "ftp://127.0.0.1:{}/"},
    {"gopher:", "gopher://127.0.0.1:{}/_GET%20/"},
    {"dict:", "dict://127.0.0.1:{}/d:secret"},
    {"ldap:", "ldap://127.0.0.1:{}/"},
    {"smb:", "smb://127.0.0.1:{}/share"},
    {"javascript:", "javascript:alert({})"},
    {"data: in a data: place", "data:audio/wav;base64,AAA{}"},
};

/// A megabyte of zeros, as gzip packs them.
inline std::string bomb() {
  const std::string head(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00"
      "\x00\xc2\xa0\xf5\x4f\x6d\x08\x5f\xa0\x00\x00\x00\x00\x00",
      30);
  const std::string tail("\x00\x00\x3e\x03\x1c\xea\x38\xa7\x00\x00\x10\x00", 12);
  return head + std::string(1009, '\0') + tail;
}

}  // namespace dragoman::base

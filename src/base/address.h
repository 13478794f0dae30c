#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace dragoman::base {

/// An IPv4 or IPv6 address, in network byte order.
struct IpAddress {
  bool is_v4 = false;
  std::array<std::uint8_t, 16> bytes{};  ///< The first four where is_v4.
};

/// "127.0.0.1", "::1", "[::1]", "fe80::1%eth0", and the old IPv4 forms that resolvers take:
/// "2130706433", "0x7f.1", "0177.0.0.1". Nothing for a name.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);

/// All addresses that share their first bits with one.
struct IpNetwork {
  IpAddress prefix;
  unsigned bits = 0;
};

/// "10.1.0.0/16", "fd00::/8", or one address; numbers in their usual form alone. Nothing for other
/// texts, and where bits behind the prefix are set.
[[nodiscard]] std::optional<IpNetwork> parse_network(std::string_view text);

/// Whether the address, or the IPv4 address that it wraps (see is_public), lies in the network.
[[nodiscard]] bool contains(const IpNetwork& network, const IpAddress& address);

/// Nothing for other families.
[[nodiscard]] std::optional<IpAddress> ip_of(const sockaddr& address);

/// Whether an address lies on the public internet: not loopback, private, link-local, shared
/// (CGNAT), multicast, unspecified, documentation, or otherwise reserved (IANA special-purpose
/// registries, RFC 6890). An IPv6 address that wraps an IPv4 one (mapped, 6to4, NAT64) is as public
/// as what it wraps; IPv4-compatible and Teredo addresses never are.
[[nodiscard]] bool is_public(const IpAddress& address);

/// Whether the host of a URL is refused by its text alone: localhost and its kin, or an address
/// that is not public, however written. A first sieve: what a name resolves to must be checked with
/// is_public() when connecting.
[[nodiscard]] bool is_refused_host(std::string_view host);

}  // namespace dragoman::base

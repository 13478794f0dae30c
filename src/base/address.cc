#include "base/address.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <span>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace dragoman::base {

namespace {

struct Network {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
};

constexpr Network kReservedV4[] = {
    {{0}, 8},              // this network
    {{10}, 8},             // private
    {{100, 64}, 10},       // shared, CGNAT
    {{127}, 8},            // loopback
    {{169, 254}, 16},      // link-local, cloud metadata
    {{172, 16}, 12},       // private
    {{192, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2}, 24},     // documentation
    {{192, 88, 99}, 24},   // 6to4 relays, withdrawn
    {{192, 168}, 16},      // private
    {{198, 18}, 15},       // benchmarks
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 3},            // multicast, reserved, broadcast
};

constexpr Network kGlobalV6 = {{0x20}, 3};  // all that is handed out
constexpr Network kReservedV6[] = {
    {{0x20, 0x01}, 23},              // protocol assignments, Teredo
    {{0x20, 0x01, 0x0D, 0xB8}, 32},  // documentation
    {{0x3F, 0xFF}, 20},              // documentation
};

// IPv6 networks whose addresses carry an IPv4 address, and where.
struct Wrapping {
  Network network;
  std::size_t offset;
};
constexpr Wrapping kWrappings[] = {
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96}, 12},  // mapped
    {{{0x00, 0x64, 0xFF, 0x9B}, 96}, 12},                    // NAT64
    {{{0x20, 0x02}, 16}, 2},                                 // 6to4
};

using AddressBytes = std::array<std::uint8_t, 16>;

AddressBytes masked(AddressBytes bytes, unsigned bits) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned here = std::min(bits, 8U);
    bytes[i] &= static_cast<std::uint8_t>(0xFFU << (8U - here));
    bits -= here;
  }
  return bytes;
}

bool contains(const Network& network, const IpAddress& address) {
  return masked(address.bytes, network.bits) == network.prefix;
}

bool is_in(std::span<const Network> networks, const IpAddress& address) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return contains(network, address); });
}

IpAddress make_ip(bool is_v4, const void* bytes) {
  IpAddress address{.is_v4 = is_v4};
  std::memcpy(address.bytes.data(), bytes, is_v4 ? 4 : 16);
  return address;
}

// The IPv4 address inside an IPv6 one.
std::optional<IpAddress> wrapped(const IpAddress& address) {
  if (address.is_v4) return std::nullopt;
  for (const auto& wrapping : kWrappings) {
    if (contains(wrapping.network, address)) {
      return make_ip(true, address.bytes.data() + wrapping.offset);
    }
  }
  return std::nullopt;
}

bool ends_with_label(std::string_view host, std::string_view label) {
  if (!host.ends_with(label)) return false;
  return host.size() == label.size() || host[host.size() - label.size() - 1] == '.';
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  const std::string plain(text.substr(0, text.find('%')));
  in6_addr v6{};
  if (::inet_pton(AF_INET6, plain.c_str(), &v6) == 1) return make_ip(false, &v6);
  // inet_aton() stops at a blank, so only its own letters may come near it.
  const bool numeric =
      plain == text && plain.find_first_not_of("0123456789abcdefABCDEFxX.") == std::string::npos;
  in_addr v4{};
  if (numeric && ::inet_aton(plain.c_str(), &v4) == 1) return make_ip(true, &v4);
  return std::nullopt;
}

std::optional<IpNetwork> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const std::string plain(text.substr(0, slash));
  IpNetwork network;
  in6_addr v6{};
  in_addr v4{};
  if (::inet_pton(AF_INET, plain.c_str(), &v4) == 1) {
    network.prefix = make_ip(true, &v4);
  } else if (::inet_pton(AF_INET6, plain.c_str(), &v6) == 1) {
    network.prefix = make_ip(false, &v6);
  } else {
    return std::nullopt;
  }
  const unsigned most = network.prefix.is_v4 ? 32 : 128;
  network.bits = most;
  if (slash != std::string_view::npos) {
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, network.bits);
    if (error != std::errc{} || stop != end || network.bits > most) return std::nullopt;
  }
  if (masked(network.prefix.bytes, network.bits) != network.prefix.bytes) return std::nullopt;
  return network;
}

bool contains(const IpNetwork& network, const IpAddress& address) {
  if (network.prefix.is_v4 == address.is_v4) {
    return masked(address.bytes, network.bits) == network.prefix.bytes;
  }
  const auto inner = wrapped(address);
  return network.prefix.is_v4 && inner && contains(network, *inner);
}

std::optional<IpAddress> ip_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return make_ip(true, &v4.sin_addr);
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return make_ip(false, &v6.sin6_addr);
  }
  return std::nullopt;
}

bool is_public(const IpAddress& address) {
  if (address.is_v4) return !is_in(kReservedV4, address);
  if (const auto inner = wrapped(address)) return is_public(*inner);
  return contains(kGlobalV6, address) && !is_in(kReservedV6, address);
}

bool is_refused_host(std::string_view host) {
  if (const auto address = parse_ip(host)) return !is_public(*address);
  std::string name(host);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (name.ends_with('.')) name.pop_back();
  if (name.empty()) return true;
  for (const std::string_view label : {"localhost", "localdomain", "local", "internal"}) {
    if (ends_with_label(name, label)) return true;
  }
  return false;
}

}  // namespace dragoman::base

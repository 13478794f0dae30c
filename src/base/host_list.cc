#include "base/host_list.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace dragoman::base {

namespace {

std::string canonical(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

bool is_name(std::string_view text) {
  if (text.starts_with("*.")) text.remove_prefix(2);
  // All digits and dots would be an address, in some form or other.
  return !text.empty() && text.front() != '.' && text.find("..") == std::string_view::npos &&
         text.find_first_not_of("0123456789.") != std::string_view::npos &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") ==
             std::string_view::npos;
}

bool stands_for(std::string_view entry, std::string_view name) {
  if (!entry.starts_with('*')) return entry == name;
  return name.size() > entry.size() - 1 && name.ends_with(entry.substr(1));
}

}  // namespace

Result<HostList> HostList::parse(std::span<const std::string> entries) {
  HostList list;
  for (const auto& entry : entries) {
    auto name = canonical(entry);
    if (entry == "*") {
      list.any_name_ = true;
    } else if (const auto network = parse_network(entry)) {
      list.networks_.push_back(*network);
    } else if (is_name(name)) {
      list.names_.push_back(std::move(name));
    } else {
      return Error{ErrorKind::kInvalidArgument,
                   fmt::format("'{}' is no host: write a name in ASCII (media.example.org, "
                               "*.example.org, *), an address, or a network (10.1.0.0/16).",
                               entry),
                   ""};
    }
  }
  return list;
}

bool HostList::has_name(std::string_view host) const {
  return lists_name(host) || (any_name_ && !parse_ip(host));
}

bool HostList::lists_name(std::string_view host) const {
  if (parse_ip(host)) return false;
  const auto name = canonical(host);
  return std::ranges::any_of(names_, [&](const auto& entry) { return stands_for(entry, name); });
}

bool HostList::has_address(const IpAddress& address) const {
  return std::ranges::any_of(networks_,
                             [&](const auto& network) { return contains(network, address); });
}

bool HostRules::may_name(std::string_view host) const {
  if (const auto address = parse_ip(host)) return may_connect(host, *address);
  if (deny.has_name(host)) return false;
  if (!allow_private && is_refused_host(host)) return allow.lists_name(host);
  // A name that is not listed may still lead to an address that is.
  return allow.empty() || allow.has_name(host) || allow.has_networks();
}

bool HostRules::may_connect(std::string_view host, const IpAddress& address) const {
  if (deny.has_name(host) || deny.has_address(address)) return false;
  const bool listed = allow.has_address(address);
  if (!allow.empty() && !listed && !allow.has_name(host)) return false;
  return listed || allow_private || is_public(address);
}

}  // namespace dragoman::base

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/result.h"

namespace dragoman::base {

/// Hosts of URLs as an operator lists them. An entry is a name ("media.example.org"), all names
/// below one ("*.example.org"), all names ("*"), an address, or a network ("10.1.0.0/16").
/// Read-only once made.
class HostList {
 public:
  HostList() = default;  ///< An empty one.

  /// Names are in their ASCII form (xn--...); case and a dot at the end mean nothing. Errors:
  /// kInvalidArgument, naming the entry.
  [[nodiscard]] static Result<HostList> parse(std::span<const std::string> entries);

  [[nodiscard]] bool empty() const { return !any_name_ && names_.empty() && networks_.empty(); }
  [[nodiscard]] bool has_networks() const { return !networks_.empty(); }
  /// Whether an entry but "*" stands for the name. An address is no name.
  [[nodiscard]] bool lists_name(std::string_view host) const;
  /// Whether any entry does.
  [[nodiscard]] bool has_name(std::string_view host) const;
  [[nodiscard]] bool has_address(const IpAddress& address) const;

 private:
  bool any_name_ = false;
  std::vector<std::string> names_;  // lower case; "*.example.org" too
  std::vector<IpNetwork> networks_;
};

/// Which hosts may be asked. Each hop must pass both questions.
///
/// `deny` goes before all else. Then, where `allow` is not empty, only what stands there may be
/// asked, by name or by address. And the address must be public, unless `allow` holds that address
/// itself or `allow_private` is set: a listed name does not open the site's own networks, since who
/// owns the name may point it there. "*" means no names of this machine and site (localhost,
/// printer.local).
struct HostRules {
  HostList allow = {};
  HostList deny = {};
  bool allow_private = false;

  /// Whether the host of a URL passes by its text. What it says of a name holds only together with
  /// may_connect().
  [[nodiscard]] bool may_name(std::string_view host) const;
  /// Whether the socket for a URL with that host may be opened to the address.
  [[nodiscard]] bool may_connect(std::string_view host, const IpAddress& address) const;
};

}  // namespace dragoman::base

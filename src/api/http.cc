#include "api/http.h"

#include <algorithm>

#include "api/ascii.h"

namespace dragoman::api {

const std::string* Request::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const Header& header) { return equal_ignoring_case(header.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

std::vector<std::string_view> Request::protocols() const {
  std::vector<std::string_view> protocols;
  const auto* list = header("Sec-WebSocket-Protocol");
  std::string_view rest = list == nullptr ? std::string_view() : *list;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    protocols.push_back(trim(rest.substr(0, comma)));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return protocols;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  for (std::string_view rest = query; !rest.empty();) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) == name) return pair.substr(std::min(equals + 1, pair.size()));
  }
  return std::nullopt;
}

}  // namespace dragoman::api

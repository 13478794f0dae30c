#include "api/routes.h"

#include <optional>

namespace dragoman::api {

namespace {

// What "{id}" stands for (empty where the pattern has none); nothing where the path does not match.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  const auto brace = pattern.find('{');
  if (brace == std::string_view::npos) {
    return pattern == path ? std::optional<std::string_view>("") : std::nullopt;
  }
  const auto tail = pattern.substr(pattern.find('}') + 1);
  const auto head = pattern.substr(0, brace);
  if (path.size() <= head.size() + tail.size()) return std::nullopt;
  if (!path.starts_with(head) || !path.ends_with(tail)) return std::nullopt;
  const auto part = path.substr(head.size(), path.size() - head.size() - tail.size());
  return part.find('/') == std::string_view::npos ? std::optional(part) : std::nullopt;
}

bool serves(const Route& route, std::string_view method) {
  return route.method == method || (route.method == "GET" && method == "HEAD");
}

}  // namespace

Routes::Match Routes::find(std::string_view method, std::string_view path) const {
  Match result;
  for (const auto& route : routes_) {
    const auto parameter = match(route.pattern, path);
    if (!parameter) continue;
    result.allow += route.method == "GET" ? "GET, HEAD, " : route.method + ", ";
    if (result.route == nullptr && serves(route, method)) {
      result.route = &route;
      result.parameter = *parameter;
    }
  }
  if (!result.allow.empty()) result.allow += "OPTIONS";
  return result;
}

}  // namespace dragoman::api

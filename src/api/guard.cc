#include "api/guard.h"

#include <algorithm>
#include <utility>

#include "api/ascii.h"
#include "api/error_reply.h"
#include "api/multipart.h"

namespace dragoman::api {

namespace {

struct HostHeader {
  std::string_view name;  ///< "localhost", "[::1]"
  std::string_view port;  ///< Empty where none is given.
};

HostHeader split_host(std::string_view host) {
  const auto name_end = host.starts_with('[') ? host.find(']') : 0;
  const auto colon = name_end == std::string_view::npos ? name_end : host.find(':', name_end);
  if (colon == std::string_view::npos) return {host, {}};
  return {host.substr(0, colon), host.substr(colon + 1)};
}

bool is_json(const std::string* content_type) {
  if (content_type == nullptr) return false;
  const auto type = std::string_view(*content_type).substr(0, content_type->find(';'));
  return equal_ignoring_case(trim(type), "application/json");
}

Response preflight(const Request& request, const std::string& allow, bool cors) {
  Response response{.status = 204, .headers = {{"Allow", allow}}};
  if (!cors) return response;
  response.headers.push_back({"Access-Control-Allow-Methods", allow});
  response.headers.push_back({"Access-Control-Max-Age", "600"});
  if (const auto* wanted = request.header("Access-Control-Request-Headers")) {
    response.headers.push_back({"Access-Control-Allow-Headers", *wanted});
  }
  return response;
}

std::variant<Handler, BodyStream, Response> outcome_of(const Route& route, const Request& request) {
  if (const auto* begin = std::get_if<std::function<BodyStream()>>(&route.handler)) {
    return (*begin)();
  }
  if (const auto* begin = std::get_if<BeginBody>(&route.handler)) {
    auto begun = (*begin)(request);
    if (auto* refusal = std::get_if<Response>(&begun)) return std::move(*refusal);
    return std::get<BodyStream>(std::move(begun));
  }
  return std::get<Handler>(route.handler);
}

}  // namespace

Guard::Guard(GuardConfig config, const Routes& routes, const ApiKeys& keys, Admission& admission)
    : config_(std::move(config)), routes_(routes), keys_(keys), admission_(admission) {}

Verdict Guard::check(Request& request, std::optional<std::uint64_t> body_bytes) const {
  // Before this: the server gives the request its id, so that every refusal carries one, and logs
  // whatever is answered.
  Verdict verdict;
  verdict.headers = cors_headers(request);
  const auto refuse = [&](const ErrorReply& reply) {
    verdict.outcome = to_response(reply, request.id);
    return std::move(verdict);
  };

  // Host first: who was tricked into coming here learns nothing, not even which routes there are.
  if (!host_allowed(request))
    return refuse(error_reply(ErrorId::kHost, {*request.header("Host"), config_.own_url}));

  // The route next: it says whether a key is needed. An OPTIONS never carries one.
  auto match = routes_.find(request.method, request.path);
  if (match.allow.empty()) return refuse(error_reply(ErrorId::kRoute, {request.path}));
  if (request.method == "OPTIONS") {
    verdict.outcome = preflight(request, match.allow, !verdict.headers.empty());
    return verdict;
  }
  if (match.route == nullptr) {
    return refuse(method_not_allowed(request.method, request.path, match.allow));
  }

  request.route = match.route->pattern;

  // The key before anything that costs, or that tells more than that there is a door.
  if (match.route->keyed && !keys_.empty()) {
    const auto* key = key_of(request);
    if (key == nullptr) return refuse(error_reply(ErrorId::kKey));
    request.client = key->name;
  }

  // No preflight keeps a page of another site from opening a WebSocket.
  if (match.route->websocket && !is_from_here(request)) {
    return refuse(error_reply(ErrorId::kForeignSocket));
  }

  // Then what can be said of the body before it is read: its type, its size. Its content is the
  // handler's.
  if (match.route->method == "POST") {
    if (const auto refusal = refuse_body(*match.route, request)) return refuse(*refusal);
  }
  const auto max_bytes =
      match.route->max_body_bytes > 0 ? match.route->max_body_bytes : config_.max_body_bytes;
  if (body_bytes.value_or(0) > max_bytes) {
    return refuse(error_reply(ErrorId::kBodyTooLarge, {std::to_string(max_bytes)}));
  }

  // Whether there is room, last: what is refused for its own sake uses up nobody's share.
  if (match.route->starts_job) {
    if (const auto refusal = admission_.refuse(client_of(request), match.route->in_background)) {
      return refuse(*refusal);
    }
  }

  request.path_parameter = std::move(match.parameter);
  verdict.outcome = outcome_of(*match.route, request);
  return verdict;
}

// JSON is what no form of a page can send, and no script without a preflight. A form's own type is
// what any page can send, so there the browser's word is taken for where it comes from: it puts an
// Origin on every POST of a page, and Sec-Fetch-Site, which no page can write, on all that it
// sends. Programs send neither and need not.
std::optional<ErrorReply> Guard::refuse_body(const Route& route, const Request& request) const {
  const auto* content_type = request.header("Content-Type");
  if (route.body == BodyKind::kJson) {
    return is_json(content_type) ? std::nullopt : std::optional(error_reply(ErrorId::kContentType));
  }
  if (!is_from_here(request)) return error_reply(ErrorId::kForeignForm);
  if (content_type == nullptr || !multipart_boundary(*content_type)) {
    return error_reply(ErrorId::kFormType);
  }
  return std::nullopt;
}

bool Guard::is_from_here(const Request& request) const {
  const auto* origin = request.header("Origin");
  if (origin != nullptr) {
    // The page's own host: whether that is one of ours was asked first.
    const auto* host = request.header("Host");
    const bool is_own = host != nullptr && ends_with_ignoring_case(*origin, "://" + *host);
    return is_own || equal_ignoring_case(*origin, config_.own_url) || origin_allowed(*origin);
  }
  const auto* site = request.header("Sec-Fetch-Site");
  return site == nullptr || *site == "same-origin" || *site == "none";
}

// No Host at all is HTTP/1.0, which no browser speaks; of HTTP/1.1 the server has demanded one.
bool Guard::host_allowed(const Request& request) const {
  const auto* header = request.header("Host");
  if (header == nullptr || (!config_.on_loopback && config_.allowed_hosts.empty())) return true;
  const auto [name, port] = split_host(*header);
  const auto is_name = [name = name](std::string_view known) {
    return equal_ignoring_case(name, known);
  };
  if (std::ranges::any_of(config_.allowed_hosts, is_name)) return true;
  const bool own_name =
      is_name("localhost") || is_name("127.0.0.1") || is_name("[::1]") || is_name(config_.own_host);
  return own_name && (port.empty() ? "80" : port) == std::to_string(config_.port);
}

// Browsers set no header of a WebSocket but the list of protocols: a key stands there as OpenAI's
// own clients for browsers write it.
const ApiKey* Guard::key_of(const Request& request) const {
  constexpr std::string_view kScheme = "Bearer ";
  constexpr std::string_view kProtocol = "openai-insecure-api-key.";
  const auto* header = request.header("Authorization");
  if (header == nullptr && request.upgrades) {
    for (const auto protocol : request.protocols()) {
      if (protocol.starts_with(kProtocol)) return keys_.find(protocol.substr(kProtocol.size()));
    }
  }
  if (header == nullptr || !starts_with_ignoring_case(*header, kScheme)) return nullptr;
  return keys_.find(trim(std::string_view(*header).substr(kScheme.size())));
}

bool Guard::origin_allowed(std::string_view origin) const {
  return std::ranges::any_of(config_.cors_origins, [&](const std::string& allowed) {
    return allowed == "*" || equal_ignoring_case(allowed, origin);
  });
}

std::vector<Header> Guard::cors_headers(const Request& request) const {
  const auto* origin = request.header("Origin");
  if (origin == nullptr || !origin_allowed(*origin)) return {};
  return {{"Access-Control-Allow-Origin", *origin},
          {"Access-Control-Expose-Headers", "Content-Range, ETag, X-Request-Id"},
          {"Vary", "Origin"}};
}

}  // namespace dragoman::api

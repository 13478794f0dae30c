// Any bytes as the head of a request, one part a line: method, path, Host, Authorization, Origin,
// content type. None may pass with a wrong key or another machine's name.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/ascii.h"
#include "api/guard.h"

namespace {

using namespace dragoman::api;  // the subject of this file

constexpr std::string_view kKey = "sesame";

std::string take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string line(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

const Routes& routes() {
  static const Routes all = [] {
    const auto ok = [](Request&) { return Response(); };
    Routes made;
    made.add({"GET", "/open", false, ok});
    made.add({"GET", "/models/{id}", true, ok});
    made.add({"POST", "/chat", true, ok});
    return made;
  }();
  return all;
}

bool names_us(std::string_view host) {
  return equal_ignoring_case(host, "example.org") ||
         starts_with_ignoring_case(host, "example.org:") ||
         equal_ignoring_case(host, "localhost:8080") ||
         equal_ignoring_case(host, "127.0.0.1:8080") || equal_ignoring_case(host, "[::1]:8080");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ApiKeys keys({unnamed_key(kKey)});
  static Admission admission({});
  static const Guard guard({.own_url = "http://127.0.0.1:8080",
                            .own_host = "127.0.0.1",
                            .port = 8080,
                            .on_loopback = true,
                            .allowed_hosts = {"example.org"},
                            .cors_origins = {"https://example.org"},
                            .max_body_bytes = 100},
                           routes(), keys, admission);
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Request request;
  request.id = "id";
  request.method = take_line(rest);
  request.path = take_line(rest);
  for (const auto* name : {"Host", "Authorization", "Origin", "Content-Type"}) {
    if (auto value = take_line(rest); !value.empty()) request.headers.push_back({name, value});
  }
  const auto* shown = request.header("Authorization");
  const bool keyed = shown != nullptr && shown->find(kKey) != std::string::npos;
  const auto verdict = guard.check(request, std::nullopt);
  if (const auto* refusal = std::get_if<Response>(&verdict.outcome)) {
    if (refusal->status < 200 || refusal->status > 499) std::abort();
    return 0;
  }
  if (request.path != "/open" && !keyed) std::abort();
  if (const auto* host = request.header("Host"); host != nullptr && !names_us(*host)) std::abort();
  return 0;
}

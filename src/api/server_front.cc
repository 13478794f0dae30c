#include "api/server_front.h"

#include <utility>

namespace dragoman::api {

ApiKeys all_keys(const ServerConfig& config) {
  auto keys = config.clients;
  for (const auto& key : config.api_keys) keys.push_back(unnamed_key(key));
  return ApiKeys(std::move(keys));
}

base::Status listen_guarded(HttpServer& http, const ServerConfig& config, const ApiKeys& keys) {
  if (auto status = http.listen(config.address, config.port); !status) return status;
  if (!http.on_loopback() && keys.empty() && !config.allow_open) {
    return base::Error{base::ErrorKind::kInvalidArgument,
                       "A server that others can reach needs API keys. Set some, listen on "
                       "127.0.0.1, or allow it to be open.",
                       ""};
  }
  return {};
}

std::string url_of(const HttpServer& http) {
  return "http://" + http.host() + ":" + std::to_string(http.port());
}

GuardConfig guard_config(const HttpServer& http, const ServerConfig& config) {
  return {.own_url = url_of(http),
          .own_host = http.host(),
          .port = http.port(),
          .on_loopback = http.on_loopback(),
          .allowed_hosts = config.allowed_hosts,
          .cors_origins = config.cors_origins,
          .max_body_bytes = config.http.max_body_bytes};
}

}  // namespace dragoman::api

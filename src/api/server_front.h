#pragma once

#include <string>

#include "api/api_keys.h"
#include "api/guard.h"
#include "api/http_server.h"
#include "api/server.h"
#include "base/result.h"

/// What a server and a gateway make of the same configuration.
namespace dragoman::api {

/// Those of `api_keys` and of `clients`.
[[nodiscard]] ApiKeys all_keys(const ServerConfig& config);

/// Binds. Errors: kInvalidArgument (an address that is none, or one that others can reach, without
/// keys and without allow_open), kIo (the port is taken).
[[nodiscard]] base::Status listen_guarded(HttpServer& http, const ServerConfig& config,
                                          const ApiKeys& keys);

// After that.
[[nodiscard]] std::string url_of(const HttpServer& http);  ///< "http://127.0.0.1:8080"
[[nodiscard]] GuardConfig guard_config(const HttpServer& http, const ServerConfig& config);

}  // namespace dragoman::api

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/http.h"

namespace dragoman::api {

/// What a POST may carry.
enum class BodyKind {
  kJson,
  kForm,  ///< multipart/form-data, which needs a rule of its own: guard.cc says why.
};

/// One thing that can be asked for.
struct Route {
  std::string method;   ///< "GET" (which answers HEAD as well) or "POST".
  std::string pattern;  ///< "/v1/models/{id}": "{id}" stands for one whole part of the path.
  bool keyed = true;    ///< Whether a server with keys asks for one here.
  /// Answers; or begins a request whose body is taken as it comes.
  std::variant<Handler, std::function<BodyStream()>, BeginBody> handler;
  bool starts_job = false;     ///< Then admission.h is asked before the body is read.
  bool in_background = false;  ///< Such a job needs no room among those that wait.
  bool websocket = false;      ///< Then pages of other sites are kept out by their Origin.
  BodyKind body = BodyKind::kJson;
  std::uint64_t max_body_bytes = 0;  ///< 0: the server's.
};

/// The list of method and path -> handler. Filled first, then only read, from any thread.
class Routes {
 public:
  void add(Route route) { routes_.push_back(std::move(route)); }

  [[nodiscard]] const std::vector<Route>& all() const { return routes_; }

  struct Match {
    const Route* route =
        nullptr;  ///< Null: no such path, or (where `allow` says something) not with this method.
    std::string parameter;  ///< What "{id}" stands for.
    std::string allow;  ///< The methods of this path: "GET, HEAD, OPTIONS". Empty: no such path.
  };
  [[nodiscard]] Match find(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace dragoman::api

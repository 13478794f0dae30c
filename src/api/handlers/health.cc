#include "api/handlers/health.h"

#include <utility>

#include "api/error_reply.h"

namespace dragoman::api {

namespace {

Response status_json(std::string body) {
  return {.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

}  // namespace

Handler healthz() {
  return [](Request&) { return status_json(R"({"status":"ok"})"); };
}

Handler readyz(std::function<bool()> ready) {
  return [ready = std::move(ready)](Request& request) {
    if (ready()) return status_json(R"({"status":"ready"})");
    return to_response(error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open."),
                       request.id);
  };
}

}  // namespace dragoman::api

#include "api/handlers/models.h"

#include <utility>

#include "api/error_reply.h"
#include "api/wire/model_list.h"

namespace dragoman::api {

namespace {

Response json_response(std::string body) {
  return {.headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

}  // namespace

Handler list_models() {
  return [](Request&) { return json_response(wire::model_list()); };
}

Handler show_model() {
  return [](Request& request) {
    if (!wire::is_model(request.path_parameter)) {
      return to_response(error_reply(ErrorId::kModelUnknown, {request.path_parameter}), request.id);
    }
    return json_response(wire::model_entry(request.path_parameter));
  };
}

}  // namespace dragoman::api

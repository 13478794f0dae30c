#include "api/handlers/languages.h"

#include <utility>

#include "api/error_reply.h"
#include "api/wire/language_list.h"

namespace dragoman::api {

Handler list_languages(std::function<std::shared_ptr<const Services>()> services) {
  return [services = std::move(services)](Request& request) {
    const auto open = services();
    if (!open) {
      return to_response(
          error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open."), request.id);
    }
    return Response{.headers = {{"Content-Type", "application/json"}},
                    .body = wire::language_list(open->coverage)};
  };
}

}  // namespace dragoman::api

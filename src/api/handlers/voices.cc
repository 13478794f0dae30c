#include "api/handlers/voices.h"

#include <utility>

#include "api/error_reply.h"
#include "api/wire/voice_list.h"

namespace dragoman::api {

Handler list_voices(FindServices services) {
  return [services = std::move(services)](Request& request) {
    const auto open = services();
    if (!open) {
      return to_response(
          error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open."), request.id);
    }
    return Response{.headers = {{"Content-Type", "application/json"}},
                    .body = wire::voice_list(open->coverage)};
  };
}

}  // namespace dragoman::api

#include "api/handlers/coverage.h"

#include <string>
#include <utility>

#include "api/error_reply.h"
#include "api/wire/language_list.h"
#include "api/wire/voice_list.h"

namespace dragoman::api {

namespace {

Handler list(FindServices services, std::string (*body)(const pipeline::Coverage&)) {
  return [services = std::move(services), body](Request& request) {
    const auto open = services();
    if (!open) {
      return to_response(
          error_reply_with_advice(ErrorId::kUnavailable, "The engines are not open."), request.id);
    }
    return Response{.headers = {{"Content-Type", "application/json"}},
                    .body = body(open->coverage)};
  };
}

}  // namespace

Handler list_languages(FindServices services) {
  return list(std::move(services), &wire::language_list);
}

Handler list_voices(FindServices services) { return list(std::move(services), &wire::voice_list); }

}  // namespace dragoman::api

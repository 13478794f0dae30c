// Any bytes as the body of a request for speech: a job within its limits, or a refusal in valid
// UTF-8.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/wire/error_body.h"
#include "api/wire/speech_request.h"
#include "base/bytes.h"

namespace api = dragoman::api;
namespace base = dragoman::base;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto parsed = api::wire::parse_speech_request(body);
  if (const auto* refusal = std::get_if<api::ErrorReply>(&parsed)) {
    if (!base::is_valid_utf8(api::wire::error_body(*refusal, "id"))) std::abort();
    return 0;
  }
  const auto& request = std::get<api::wire::SpeechRequest>(parsed);
  if (!(request.job.wish.rate >= 0.25 && request.job.wish.rate <= 4.0)) std::abort();
  if (!base::is_valid_utf8(request.job.text) || request.job.text.empty()) std::abort();
  if (api::wire::content_type(request.format).empty()) std::abort();
  return 0;
}

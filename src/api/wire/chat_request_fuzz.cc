// Any bytes as a request body: parsed to a job that is within its limits, or refused in valid
// UTF-8.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/wire/chat_request.h"
#include "api/wire/error_body.h"
#include "base/bytes.h"

namespace api = dragoman::api;
namespace base = dragoman::base;
namespace core = dragoman::core;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const api::wire::ChatRequestLimits limits{
      .max_base64_bytes = 4096, .max_terms = 8, .allow_non_streaming = size % 2 == 0};
  api::wire::ChatRequestParser parser(limits);
  const std::size_t first = size == 0 ? 0 : data[0] % (size + 1);  // a split anywhere is no matter
  parser.write(body.substr(0, first));
  parser.write(body.substr(first));
  const auto parsed = parser.finish();
  if (const auto* refusal = std::get_if<api::ErrorReply>(&parsed)) {
    if (!base::is_valid_utf8(api::wire::error_body(*refusal, "id"))) std::abort();
    return 0;
  }
  const auto& job = std::get<api::wire::ChatRequest>(parsed).job;
  if (std::holds_alternative<core::MediaPath>(job.input)) std::abort();
  if (job.glossary.size() > limits.max_terms) std::abort();
  if (job.speech && !(job.speech->rate >= 0.5 && job.speech->rate <= 2.0)) std::abort();
  if (job.max_text_tokens && (*job.max_text_tokens < 1 || *job.max_text_tokens > 4096))
    std::abort();
  return 0;
}

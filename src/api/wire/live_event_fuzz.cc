// Any bytes as an event of a live session's client: settings within their limits and whole samples,
// or a refusal in valid UTF-8.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/wire/live_answer.h"
#include "api/wire/live_event.h"
#include "base/bytes.h"

namespace api = dragoman::api;
namespace base = dragoman::base;
namespace core = dragoman::core;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = api::wire::parse_live_event(text, {});
  if (const auto* refusal = std::get_if<api::ErrorReply>(&parsed)) {
    if (!base::is_valid_utf8(api::wire::live_error(*refusal))) std::abort();
    return 0;
  }
  const auto& event = std::get<api::wire::LiveClientEvent>(parsed);
  if (const auto* update = std::get_if<api::wire::SessionUpdate>(&event)) {
    const auto& job = update->settings.job;
    if (job.silence && !(job.silence->count() >= 0.2 && job.silence->count() <= 6.0)) std::abort();
    for (const auto& term : job.glossary) {
      if (term.source.empty() || term.target.empty()) std::abort();
    }
    if (!base::is_valid_utf8(api::wire::session_updated("id", update->settings))) std::abort();
  }
  return 0;
}

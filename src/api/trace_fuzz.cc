// libFuzzer: whatever a traceparent says, what is taken from it is well formed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/trace.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman::api;
  const auto parent = parse_traceparent({reinterpret_cast<const char*>(data), size});
  if (!parent) return 0;
  if (parent->trace_id.size() != 32 || parent->parent_id.size() != 16) std::abort();
  const auto answer = parse_traceparent(traceresponse(*parent));
  if (!answer || answer->trace_id != parent->trace_id) std::abort();
  return 0;
}

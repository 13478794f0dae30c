#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/http.h"

namespace dragoman::api {

/// What a client's `traceparent` says (W3C Trace Context, section 3.2), all in lower-case hex:
/// OpenTelemetry's ids.
struct TraceParent {
  std::string trace_id;   ///< 32 digits, not all 0.
  std::string parent_id;  ///< 16 digits, not all 0.
  std::string flags;      ///< 2 digits.

  bool operator==(const TraceParent&) const = default;
};

/// Reads a header's value as strictly as the specification asks: lengths, lower case, no ids of
/// zeros, no version ff; of a later version the part that is known. Nothing for anything else.
[[nodiscard]] std::optional<TraceParent> parse_traceparent(std::string_view value);

/// That of a request: nothing where there is none, it is broken, or there are several.
[[nodiscard]] std::optional<TraceParent> trace_parent(const Request& request);

/// The value of `traceresponse` (W3C Trace Context, level 2, draft) for work done for it: the same
/// trace and flags, and a span id of our own.
[[nodiscard]] std::string traceresponse(const TraceParent& parent);

}  // namespace dragoman::api

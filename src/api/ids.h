#pragma once

#include <string>

namespace dragoman::api {

/// A random UUID of version 4 (RFC 9562), in lower case: names requests and completions. Safe from
/// any thread.
[[nodiscard]] std::string new_uuid();

/// A random id of a span (W3C Trace Context): 16 hex digits, not all 0. Safe from any thread.
[[nodiscard]] std::string new_span_id();

}  // namespace dragoman::api

#pragma once

#include <string>

namespace dragoman::api {

/// A random UUID of version 4 (RFC 9562), in lower case: names requests and completions. Safe from
/// any thread.
[[nodiscard]] std::string new_uuid();

}  // namespace dragoman::api

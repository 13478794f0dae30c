#pragma once

#include <string>
#include <string_view>

#include "api/error_reply.h"

namespace dragoman::api::wire {

/// `{"error": {code, message, param, type}, "id": "chatcmpl-<request id>", "request_id": "..."}`
[[nodiscard]] std::string error_body(const ErrorReply& reply, std::string_view request_id);

/// `{"error": {...}}` alone: the data of the event that ends a stream which fails after its start.
[[nodiscard]] std::string error_event(const ErrorReply& reply);

}  // namespace dragoman::api::wire

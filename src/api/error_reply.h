#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "api/error_table.h"
#include "api/http.h"
#include "base/result.h"
#include "core/job.h"

namespace dragoman::api {

/// One refusal as the wire states it.
struct ErrorReply {
  int status = 400;
  std::string_view code;  ///< A literal, and the type as well.
  std::string message;
  std::optional<std::string> param = {};
  std::optional<std::chrono::seconds> retry_after = {};
  std::string allow = {};  ///< For 405: the methods that the route has.
};

/// That row of the table; `args` stand for its "{}" in turn.
[[nodiscard]] ErrorReply error_reply(ErrorId id, std::initializer_list<std::string_view> args = {});

/// That row, and behind it a sentence that says what to do, unless it says the same.
[[nodiscard]] ErrorReply error_reply_with_advice(ErrorId id, std::string_view advice);

// What a row of wire/field_table.h says of one member.
[[nodiscard]] ErrorReply invalid_parameter(std::string message);
[[nodiscard]] ErrorReply invalid_seed(std::string message);

[[nodiscard]] ErrorReply method_not_allowed(std::string_view method, std::string_view path,
                                            std::string allow);

/// What failed below the door: the documented text for the error's kind, then the error's own
/// sentence where it helps the caller (never for a fault of ours). `job` chooses between the texts
/// for audio and video and names the voice.
[[nodiscard]] ErrorReply from_error(const base::Error& error, const core::Job& job);

/// The whole answer, with the contract's body.
[[nodiscard]] Response to_response(const ErrorReply& reply, std::string_view request_id);

}  // namespace dragoman::api

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/http.h"
#include "base/result.h"
#include "core/job.h"

namespace dragoman::api {

/// One refusal as the wire states it. This file and error_reply.cc are the only place that knows
/// statuses, codes and the documented texts of whole-request errors; the texts of single fields
/// stand in the table of wire/chat_request.cc.
struct ErrorReply {
  int status = 400;
  std::string_view code;  ///< A literal.
  std::string_view type;  ///< A literal; the same as `code` unless the contract says otherwise.
  std::string message;
  std::optional<std::string> param = {};
  std::optional<std::chrono::seconds> retry_after = {};
  std::string allow = {};  ///< For 405: the methods that the route has.
};

// The body of the request.
[[nodiscard]] ErrorReply invalid_parameter(std::string message);
/// "Required body invalid, check the request body format.", and `advice` behind it.
[[nodiscard]] ErrorReply invalid_body(std::string_view advice);
[[nodiscard]] ErrorReply field_required(std::string_view path);
[[nodiscard]] ErrorReply missing_model();
[[nodiscard]] ErrorReply model_not_found(std::string_view model);
[[nodiscard]] ErrorReply invalid_seed(std::string message);

// The door.
[[nodiscard]] ErrorReply bad_request(std::string message);
[[nodiscard]] ErrorReply invalid_api_key();
[[nodiscard]] ErrorReply wrong_host(std::string_view host, std::string_view own_url);
[[nodiscard]] ErrorReply no_such_route(std::string_view path);
[[nodiscard]] ErrorReply method_not_allowed(std::string_view method, std::string_view path,
                                            std::string allow);
[[nodiscard]] ErrorReply request_timeout();
[[nodiscard]] ErrorReply body_too_large(std::uint64_t limit_bytes);
[[nodiscard]] ErrorReply unsupported_content_type();
[[nodiscard]] ErrorReply expectation_failed();
[[nodiscard]] ErrorReply header_too_large(std::size_t limit_bytes);
[[nodiscard]] ErrorReply too_many_requests();
[[nodiscard]] ErrorReply unavailable(std::string_view advice);
[[nodiscard]] ErrorReply internal_error();

/// What failed below the door: the documented text for the error's kind, then the error's own
/// sentence where it helps the caller (never for a fault of ours). `job` chooses between the texts
/// for audio and video and names the voice.
[[nodiscard]] ErrorReply from_error(const base::Error& error, const core::Job& job);

/// The whole answer, with the contract's body.
[[nodiscard]] Response to_response(const ErrorReply& reply, std::string_view request_id);

}  // namespace dragoman::api

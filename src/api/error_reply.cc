#include "api/error_reply.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "api/wire/error_body.h"
#include "base/bytes.h"

namespace dragoman::api {

namespace {

using base::ErrorKind;

constexpr std::string_view kInvalidParameter = "invalid_parameter_error";
constexpr std::string_view kInvalidRequest = "invalid_request_error";
constexpr std::string_view kInternalText =
    "An internal error has occured, try again later or contact service support.";

// What the client sent is echoed in part only.
std::string clip(std::string text) {
  constexpr std::size_t kMaxMessageBytes = 1000;
  if (text.size() <= kMaxMessageBytes) return text;
  std::size_t end = kMaxMessageBytes;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
  while (end > 0 && continues(text[end])) --end;
  text.resize(end);
  return text + "...";
}

// Bytes from a path or header may be no UTF-8, which JSON must be.
std::string as_utf8(std::string text) {
  if (base::is_valid_utf8(text)) return text;
  std::ranges::replace_if(
      text, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return text;
}

ErrorReply make(int status, std::string_view code, std::string message) {
  message = clip(as_utf8(std::move(message)));
  return {.status = status, .code = code, .type = code, .message = std::move(message)};
}

// The documented text, then the sentence that says what to do, unless that repeats it.
std::string with_advice(std::string_view documented, std::string_view advice) {
  if (advice.empty() || advice == documented) return std::string(documented);
  if (advice.starts_with(documented)) return std::string(advice);
  return fmt::format("{} {}", documented, advice);
}

ErrorReply parameter_error(std::string_view documented, const base::Error& error) {
  return invalid_parameter(with_advice(documented, error.message));
}

std::string_view unreadable_text(core::MediaKind kind) {
  return kind == core::MediaKind::kVideo ? "Invalid video file."
                                         : "The audio format is illegal and cannot be opened.";
}

std::string_view too_long_text(core::MediaKind kind) {
  return kind == core::MediaKind::kVideo
             ? "The video modality input does not meet the requirements because: The video file is "
               "too long."
             : "Multimodal file size is too large";
}

// What a recording does not meet is said by whoever measured it.
std::string requirement_text(const base::Error& error, core::MediaKind kind) {
  if (kind != core::MediaKind::kVideo) return error.message;
  return with_advice("The video modality input does not meet the requirements because:",
                     error.message);
}

std::string voice_text(const core::Job& job) {
  return fmt::format("The requested voice '{}' is not supported.",
                     job.speech ? job.speech->voice : "");
}

}  // namespace

ErrorReply invalid_parameter(std::string message) {
  return make(400, kInvalidParameter, std::move(message));
}

ErrorReply invalid_body(std::string_view advice) {
  return invalid_parameter(
      with_advice("Required body invalid, check the request body format.", advice));
}

ErrorReply field_required(std::string_view path) {
  return invalid_parameter(fmt::format("Field required: {}", path));
}

ErrorReply missing_model() {
  return make(400, kInvalidRequest, "you must provide a model parameter.");
}

ErrorReply model_not_found(std::string_view model) {
  return make(404, "model_not_found",
              fmt::format("The model {} does not exist or you do not have access to it.", model));
}

ErrorReply invalid_seed(std::string message) {
  auto reply = make(400, kInvalidRequest, std::move(message));
  reply.param = "seed";
  return reply;
}

ErrorReply bad_request(std::string message) {
  return make(400, kInvalidRequest, std::move(message));
}

ErrorReply invalid_api_key() { return make(401, "invalid_api_key", "Incorrect API key provided."); }

ErrorReply wrong_host(std::string_view host, std::string_view own_url) {
  return make(
      403, kInvalidRequest,
      fmt::format("The Host header '{}' does not name this server. Use {}, or have the name "
                  "added to the allowed hosts.",
                  host, own_url));
}

ErrorReply no_such_route(std::string_view path) {
  return make(404, kInvalidRequest,
              fmt::format("There is no {} here. Translations are at /v1/chat/completions.", path));
}

ErrorReply method_not_allowed(std::string_view method, std::string_view path, std::string allow) {
  auto reply = make(405, kInvalidRequest, fmt::format("{} takes {}, not {}.", path, allow, method));
  reply.allow = std::move(allow);
  return reply;
}

ErrorReply request_timeout() {
  return make(408, kInvalidRequest, "The request took too long to arrive. Send it again.");
}

ErrorReply body_too_large(std::uint64_t limit_bytes) {
  return make(
      413, kInvalidRequest,
      fmt::format("Request body too large: the limit is {} bytes. Send a URL instead of the "
                  "recording itself.",
                  limit_bytes));
}

ErrorReply unsupported_content_type() {
  return make(415, kInvalidRequest, "The content type must be application/json.");
}

ErrorReply expectation_failed() {
  return make(417, kInvalidRequest, "The only expectation that this server meets is 100-continue.");
}

ErrorReply header_too_large(std::size_t limit_bytes) {
  return make(431, kInvalidRequest,
              fmt::format("Request header too large: the limit is {} bytes.", limit_bytes));
}

ErrorReply too_many_requests() {
  auto reply = make(429, "limit_requests", "You have exceeded your request limit.");
  reply.retry_after = std::chrono::seconds(1);
  return reply;
}

ErrorReply unavailable(std::string_view advice) {
  auto reply =
      make(503, "model_unavailable", with_advice("Model is unavailable, try again later.", advice));
  reply.retry_after = std::chrono::seconds(1);
  return reply;
}

ErrorReply internal_error() { return make(500, "internal_error", std::string(kInternalText)); }

ErrorReply from_error(const base::Error& error, const core::Job& job) {
  switch (error.kind) {
    case ErrorKind::kInvalidArgument:
      return invalid_parameter(requirement_text(error, job.media_kind));
    case ErrorKind::kNotFound:
      return parameter_error("The file format is illegal and cannot be opened.", error);
    case ErrorKind::kMediaEmpty:
      return parameter_error("The audio is empty", base::Error{});
    case ErrorKind::kMediaUnreadable:
      return parameter_error(unreadable_text(job.media_kind), error);
    case ErrorKind::kMediaTooLarge:
      return parameter_error("Multimodal file size is too large", error);
    case ErrorKind::kMediaTooLong:
      return parameter_error(too_long_text(job.media_kind), error);
    case ErrorKind::kUrlInvalid:
      return parameter_error(
          "The provided URL does not appear to be valid. Ensure it is correctly formatted.", error);
    case ErrorKind::kUrlRefused:
    case ErrorKind::kUrlForbidden:
      return parameter_error(
          "Don't have authorization to access the media resource during the data inspection "
          "process.",
          error);
    case ErrorKind::kUrlFailed:
      return parameter_error("Failed to download multimodal content.", error);
    case ErrorKind::kUrlTimeout:
      return parameter_error(
          "Download the media resource timed out during the data inspection process.", error);
    case ErrorKind::kLanguageUnsupported:
      return parameter_error("Current language settings are not supported!", error);
    case ErrorKind::kVoiceUnsupported:
      return parameter_error(voice_text(job), error);
    case ErrorKind::kModelMissing:
    case ErrorKind::kModelInvalid:
    case ErrorKind::kUnavailable:
    case ErrorKind::kCancelled:
    case ErrorKind::kDeadlineExceeded:
      return unavailable(error.message);
    case ErrorKind::kIo:
    case ErrorKind::kInternal:
      break;
  }
  return internal_error();
}

Response to_response(const ErrorReply& reply, std::string_view request_id) {
  Response response;
  response.status = reply.status;
  response.headers.push_back({"Content-Type", "application/json"});
  if (!reply.allow.empty()) response.headers.push_back({"Allow", reply.allow});
  if (reply.retry_after) {
    response.headers.push_back({"Retry-After", std::to_string(reply.retry_after->count())});
  }
  if (reply.status == 401) response.headers.push_back({"WWW-Authenticate", "Bearer"});
  response.body = wire::error_body(reply, request_id);
  return response;
}

}  // namespace dragoman::api

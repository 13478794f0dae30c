#include "api/error_reply.h"

#include <algorithm>
#include <utility>

#include <fmt/args.h>
#include <fmt/format.h>

#include "api/wire/error_body.h"
#include "base/bytes.h"

namespace dragoman::api {

namespace {

using base::ErrorKind;

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
  return {.status = status, .code = code, .message = std::move(message)};
}

// The documented text, then the sentence that says what to do, unless that repeats it.
std::string with_advice(std::string_view documented, std::string_view advice) {
  if (advice.empty() || advice == documented) return std::string(documented);
  if (advice.starts_with(documented)) return std::string(advice);
  return fmt::format("{} {}", documented, advice);
}

std::string fill(std::string_view text, std::initializer_list<std::string_view> args) {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (const auto arg : args) store.push_back(arg);
  return fmt::vformat(text, store);
}

ErrorReply of_row(ErrorId id, std::string message) {
  const auto& row = error_row(id);
  auto reply = make(row.status, row.code, std::move(message));
  if (row.status == 429 || row.status == 503) {
    reply.retry_after = std::chrono::seconds(1);
  }
  return reply;
}

// What a recording does not meet is said by whoever measured it.
ErrorReply unfit(const base::Error& error, core::MediaKind kind) {
  if (kind != core::MediaKind::kVideo) return invalid_parameter(error.message);
  return error_reply_with_advice(ErrorId::kVideoUnfit, error.message);
}

ErrorReply voice_reply(const base::Error& error, const core::Job& job) {
  const auto voice = job.speech ? std::string_view(job.speech->voice) : "";
  const auto text = fill(error_row(ErrorId::kVoice).text, {voice});
  return of_row(ErrorId::kVoice, with_advice(text, error.message));
}

ErrorId id_of(base::ErrorKind kind, core::MediaKind media) {
  const bool is_video = media == core::MediaKind::kVideo;
  switch (kind) {
    case ErrorKind::kNotFound:
      return ErrorId::kFileUnreadable;
    case ErrorKind::kMediaEmpty:
      return ErrorId::kAudioEmpty;
    case ErrorKind::kMediaUnreadable:
      return is_video ? ErrorId::kVideoUnreadable : ErrorId::kAudioUnreadable;
    case ErrorKind::kMediaTooLarge:
      return ErrorId::kFileTooLarge;
    case ErrorKind::kMediaTooLong:
      return is_video ? ErrorId::kVideoTooLong : ErrorId::kFileTooLarge;
    case ErrorKind::kInputTooLong:
      return ErrorId::kInputLength;
    case ErrorKind::kUrlInvalid:
      return ErrorId::kUrlInvalid;
    case ErrorKind::kUrlRefused:
    case ErrorKind::kUrlForbidden:
      return ErrorId::kDownloadForbidden;
    case ErrorKind::kUrlFailed:
      return ErrorId::kDownloadFailed;
    case ErrorKind::kUrlTimeout:
      return ErrorId::kDownloadTimeout;
    case ErrorKind::kLanguageUnsupported:
      return ErrorId::kLanguage;
    case ErrorKind::kStorageFull:
      return ErrorId::kStorageFull;
    case ErrorKind::kModelMissing:
    case ErrorKind::kModelInvalid:
    case ErrorKind::kUnavailable:
    case ErrorKind::kCancelled:
    case ErrorKind::kDeadlineExceeded:
    case ErrorKind::kIo:  // a full disk, say: it passes
      return ErrorId::kUnavailable;
    default:
      return ErrorId::kInternal;
  }
}

}  // namespace

ErrorReply error_reply(ErrorId id, std::initializer_list<std::string_view> args) {
  return of_row(id, fill(error_row(id).text, args));
}

ErrorReply error_reply_with_advice(ErrorId id, std::string_view advice) {
  return of_row(id, with_advice(error_row(id).text, advice));
}

ErrorReply invalid_parameter(std::string message) {
  return make(400, error_row(ErrorId::kBodyInvalid).code, std::move(message));
}

ErrorReply invalid_seed(std::string message) {
  auto reply = make(400, error_row(ErrorId::kModelNeeded).code, std::move(message));
  reply.param = "seed";
  return reply;
}

ErrorReply method_not_allowed(std::string_view method, std::string_view path, std::string allow) {
  auto reply = error_reply(ErrorId::kMethod, {path, allow, method});
  reply.allow = std::move(allow);
  return reply;
}

ErrorReply from_error(const base::Error& error, const core::Job& job) {
  if (error.kind == ErrorKind::kInvalidArgument) return unfit(error, job.media_kind);
  if (error.kind == ErrorKind::kVoiceUnsupported) return voice_reply(error, job);
  const auto id = id_of(error.kind, job.media_kind);
  // An empty recording needs no advice; of a fault of ours only the log hears.
  if (id == ErrorId::kAudioEmpty || id == ErrorId::kInternal) return error_reply(id);
  return error_reply_with_advice(id, error.message);
}

Response to_response(const ErrorReply& reply, std::string_view request_id) {
  Response response;
  response.status = reply.status;
  response.error_code = reply.code;
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

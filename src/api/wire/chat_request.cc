#include "api/wire/chat_request.h"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>

#include "api/wire/body_reader.h"
#include "api/wire/chat_fields.h"
#include "api/wire/job_wishes.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

constexpr std::string_view kContentAdvice =
    "The content must be an array of exactly one part, of type input_audio or video_url.";

ErrorReply invalid_body(std::string_view advice) {
  return error_reply_with_advice(ErrorId::kBodyInvalid, advice);
}

bool has_role_user(const json::value& message) {
  const auto* object = message.if_object();
  const auto* role = object != nullptr ? find_member(*object, "role") : nullptr;
  return role != nullptr && role->is_string() && role->get_string() == "user";
}

Refusal find_message(const json::array& messages, const json::object*& message) {
  if (messages.empty()) return error_reply(ErrorId::kMessagesEmpty);
  const auto users = std::ranges::count_if(messages, has_role_user);
  if (users == 0) {
    return error_reply(ErrorId::kUserNeeded);
  }
  if (static_cast<std::size_t>(users) < messages.size()) {
    return error_reply(ErrorId::kRoleOther);
  }
  if (messages.size() > 1) return error_reply(ErrorId::kMessagesMany);
  message = &messages.front().get_object();
  return {};
}

Refusal find_part(const json::object& message, const json::object*& part) {
  const auto* content = find_member(message, "content");
  const auto* parts = content != nullptr ? content->if_array() : nullptr;
  const bool is_empty = content == nullptr || (parts != nullptr && parts->empty()) ||
                        (content->is_string() && content->get_string().empty());
  if (is_empty) return error_reply(ErrorId::kContentNeeded);
  if (parts == nullptr || parts->size() != 1) return invalid_body(kContentAdvice);
  part = parts->front().if_object();
  if (part == nullptr) return invalid_body(kContentAdvice);
  return {};
}

Refusal read_part(const json::array& messages, ChatFields& fields) {
  const json::object* message = nullptr;
  if (auto refusal = find_message(messages, message)) return refusal;
  const json::object* part = nullptr;
  if (auto refusal = find_part(*message, part)) return refusal;
  if (auto refusal = read_fields(part_fields(), *part, fields)) return refusal;
  if (auto refusal = check_needed(part_fields(), *part, Needed::kAlways)) return refusal;
  return check_needed(part_fields(), *part,
                      fields.part_type == "video_url" ? Needed::kForVideo : Needed::kForAudio);
}

Refusal check_streaming(const ChatFields& fields, bool wants_audio, bool allow_non_streaming) {
  if (fields.stream || allow_non_streaming) return {};
  return error_reply(wants_audio ? ErrorId::kSpeechNeedsStream : ErrorId::kStreamOnly);
}

Refusal read_recording(const ChatFields& fields, BodyReader& body, core::Job& job) {
  const bool is_video = fields.part_type == "video_url";
  job.media_kind = is_video ? core::MediaKind::kVideo : core::MediaKind::kAudio;
  auto& media = is_video ? body.video_url() : body.audio_data();
  auto input = media.finish(job.media_kind);
  if (auto* refusal = std::get_if<ErrorReply>(&input)) return std::move(*refusal);
  job.input = std::get<core::MediaInput>(std::move(input));
  return {};
}

// The recording comes last: what is wrong with the request is easier to mend.
Refusal read_body(const json::object& body, BodyReader& reader, const ChatRequestLimits& limits,
                  ChatRequest& request) {
  ChatFields fields;
  bool wants_audio = false;
  if (auto refusal = read_fields(body_fields(), body, fields)) return refusal;
  if (auto refusal = check_needed(body_fields(), body, Needed::kAlways)) return refusal;
  if (auto refusal = check_model(*fields.model)) return refusal;
  if (auto refusal = read_part(*fields.messages, fields)) return refusal;
  if (auto refusal = read_modalities(fields, wants_audio)) return refusal;
  if (auto refusal = check_streaming(fields, wants_audio, limits.allow_non_streaming)) {
    return refusal;
  }
  if (wants_audio) {
    if (auto refusal = check_needed(body_fields(), body, Needed::kForSpeech)) return refusal;
    request.audio_format = fields.audio_format == "pcm16" ? AudioFormat::kPcm16 : AudioFormat::kWav;
  }
  if (auto refusal = read_wishes(fields, wants_audio, limits.max_terms, request.job)) {
    return refusal;
  }
  request.model = *fields.model;
  request.stream = fields.stream;
  request.include_usage = fields.include_usage;
  request.include_segments = fields.include_segments;
  request.job.want_source_text = fields.include_segments;
  return read_recording(fields, reader, request.job);
}

}  // namespace

ChatRequestParser::ChatRequestParser(const ChatRequestLimits& limits)
    : limits_(limits), body_(std::make_unique<BodyReader>(limits.max_base64_bytes)) {}
ChatRequestParser::~ChatRequestParser() = default;

void ChatRequestParser::write(std::string_view piece) { body_->write(piece); }

std::variant<ChatRequest, ErrorReply> ChatRequestParser::finish() {
  const auto body = std::move(body_);  // its tree is not kept while the job runs
  std::string fault;
  const auto* value = body->finish(fault);
  if (value == nullptr) {
    return invalid_body("The JSON cannot be read: " + fault + ".");
  }
  const auto* object = value->if_object();
  if (object == nullptr) {
    return invalid_body("It must be a JSON object.");
  }
  ChatRequest request;
  if (auto refusal = read_body(*object, *body, limits_, request)) return *std::move(refusal);
  return request;
}

}  // namespace dragoman::api::wire

#include "api/wire/chat_request.h"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>

#include "api/ascii.h"
#include "api/wire/chat_fields.h"
#include "api/wire/inline_media.h"
#include "api/wire/model_list.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxTermBytes = 256;
constexpr std::string_view kContentAdvice =
    "The content must be an array of exactly one part, of type input_audio or video_url.";

/// Where the recording is, not yet decoded. `text` points into the parsed body.
struct MediaPart {
  core::MediaKind kind = core::MediaKind::kAudio;
  std::string_view text;
};

Refusal check_model(const ChatFields& fields) {
  if (!fields.model || fields.model->empty()) return missing_model();
  if (!is_model(*fields.model)) return model_not_found(*fields.model);
  return {};
}

bool has_role_user(const json::value& message) {
  const auto* object = message.if_object();
  const auto* role = object != nullptr ? find_member(*object, "role") : nullptr;
  return role != nullptr && role->is_string() && role->get_string() == "user";
}

Refusal find_message(const json::object& body, const json::object*& message) {
  const auto* value = find_member(body, "messages");
  if (value == nullptr) return field_required("messages");
  const auto* messages = value->if_array();
  if (messages == nullptr) return wrong_type("messages", "Array");
  if (messages->empty()) return invalid_parameter("[] is too short - 'messages'");
  const auto users = std::ranges::count_if(*messages, has_role_user);
  if (users == 0) {
    return invalid_parameter("The input messages do not contain elements with the role of user.");
  }
  if (static_cast<std::size_t>(users) < messages->size()) {
    return invalid_parameter("Role must be in [user]");
  }
  if (messages->size() > 1) return invalid_parameter("messages length only support 1");
  message = &messages->front().get_object();
  return {};
}

// `member` of `part`, as in {"input_audio": {"data": "..."}}.
Refusal find_text(const json::object& part, std::string_view name, std::string_view member,
                  std::string_view& text) {
  const auto* holder = find_member(part, name);
  if (holder == nullptr) return field_required(name);
  const auto* object = holder->if_object();
  if (object == nullptr) return wrong_type(name, "Object");
  const auto* value = find_member(*object, member);
  if (value == nullptr) return field_required(std::string(name) + "." + std::string(member));
  const auto* string = value->if_string();
  if (string == nullptr) return wrong_type(member, "String");
  text = *string;
  return {};
}

Refusal find_part(const json::object& message, const json::object*& part) {
  const auto* content = find_member(message, "content");
  const auto* parts = content != nullptr ? content->if_array() : nullptr;
  const bool is_empty = content == nullptr || (parts != nullptr && parts->empty()) ||
                        (content->is_string() && content->get_string().empty());
  if (is_empty) return invalid_parameter("The content field is a required field.");
  if (parts == nullptr || parts->size() != 1) return invalid_body(kContentAdvice);
  part = parts->front().if_object();
  if (part == nullptr) return invalid_body(kContentAdvice);
  return {};
}

Refusal find_media(const json::object& body, MediaPart& media) {
  const json::object* message = nullptr;
  if (auto refusal = find_message(body, message)) return refusal;
  const json::object* part = nullptr;
  if (auto refusal = find_part(*message, part)) return refusal;
  const auto* type = find_member(*part, "type");
  if (type == nullptr) return field_required("type");
  if (*type == "video_url") {
    media.kind = core::MediaKind::kVideo;
    return find_text(*part, "video_url", "url", media.text);
  }
  if (*type != "input_audio") return invalid_body(kContentAdvice);
  std::string_view format;  // a hint: the bytes decide
  if (auto refusal = find_text(*part, "input_audio", "data", media.text)) return refusal;
  return find_text(*part, "input_audio", "format", format);
}

Refusal read_modalities(const json::object& body, bool& wants_audio) {
  constexpr std::string_view kAdvice = R"(The modalities must be ["text"] or ["text", "audio"].)";
  const auto* value = find_member(body, "modalities");
  if (value == nullptr) return {};
  const auto* modalities = value->if_array();
  if (modalities == nullptr) return wrong_type("modalities", "Array");
  bool wants_text = false;
  for (const auto& modality : *modalities) {
    if (modality != "text" && modality != "audio") return invalid_body(kAdvice);
    (modality == "text" ? wants_text : wants_audio) = true;
  }
  if (!wants_text) return invalid_body(kAdvice);
  return {};
}

Refusal check_streaming(const ChatFields& fields, bool wants_audio, bool allow_non_streaming) {
  if (fields.stream || allow_non_streaming) return {};
  if (wants_audio) return invalid_parameter("'audio' output only support with stream=true");
  return invalid_parameter(
      "This model only support stream mode, please enable the stream parameter to access the "
      "model.");
}

Refusal read_speech(const json::object& body, const ChatFields& fields, ChatRequest& request) {
  if (find_member(body, "audio") == nullptr) return field_required("audio");
  if (!fields.voice) return field_required("audio.voice");
  if (!fields.audio_format) return field_required("audio.format");
  if (*fields.audio_format == "pcm16") {
    request.audio_format = AudioFormat::kPcm16;
  } else if (*fields.audio_format != "wav") {
    return invalid_body("The audio.format must be wav.");
  }
  request.job.speech = core::SpeechWish{*fields.voice, fields.speech_rate};
  return {};
}

ErrorReply unknown_language(std::string_view name) {
  return from_error({base::ErrorKind::kLanguageUnsupported,
                     "There is no language '" + std::string(name) + "' here.", ""},
                    {});
}

Refusal read_languages(const json::object& body, const ChatFields& fields, core::Job& job) {
  if (find_member(body, "translation_options") == nullptr) {
    return field_required("translation_options");
  }
  if (!fields.target_lang) return field_required("translation_options.target_lang");
  const auto target = core::parse_language(*fields.target_lang);
  if (!target) return unknown_language(*fields.target_lang);
  job.target = *target;
  const auto source = fields.source_lang.value_or("");
  if (source.empty() || equal_ignoring_case(source, "auto")) return {};
  job.source = core::parse_language(source);
  if (!job.source) return unknown_language(source);
  return {};
}

Refusal add_term(const json::value* source, const json::value* target, std::size_t max_terms,
                 core::Job& job) {
  const auto is_term = [](const json::value* value) {
    return value != nullptr && value->is_string() && !value->get_string().empty() &&
           value->get_string().size() <= kMaxTermBytes;
  };
  if (!is_term(source) || !is_term(target)) {
    return invalid_body("A term needs a source and a target of 1 to " +
                        std::to_string(kMaxTermBytes) + " bytes each.");
  }
  if (job.glossary.size() >= max_terms) {
    return invalid_body("At most " + std::to_string(max_terms) + " terms are taken.");
  }
  job.glossary.push_back({std::string(source->get_string()), std::string(target->get_string())});
  return {};
}

// "translation_options": {"terms": [{"source": "...", "target": "..."}]}
Refusal read_terms(const json::object& body, std::size_t max_terms, core::Job& job) {
  const auto* value = find_member(body.at("translation_options").get_object(), "terms");
  if (value == nullptr) return {};
  const auto* terms = value->if_array();
  if (terms == nullptr) return wrong_type("terms", "Array");
  for (const auto& term : *terms) {
    const auto* object = term.if_object();
    if (object == nullptr) return wrong_type("terms", "Array of Object");
    if (auto refusal = add_term(find_member(*object, "source"), find_member(*object, "target"),
                                max_terms, job)) {
      return refusal;
    }
  }
  return {};
}

// "translation": {"corpus": {"phrases": {"source": "target"}}}
Refusal read_phrases(const json::object& body, std::size_t max_terms, core::Job& job) {
  const json::object* object = &body;
  for (const std::string_view name : {"translation", "corpus", "phrases"}) {
    const auto* value = find_member(*object, name);
    if (value == nullptr) return {};
    object = value->if_object();
    if (object == nullptr) return wrong_type(name, "Object");
  }
  for (const auto& phrase : *object) {
    const json::value source(phrase.key());
    if (auto refusal = add_term(&source, &phrase.value(), max_terms, job)) return refusal;
  }
  return {};
}

// What needs no recording comes first: base64 is decoded only for a request that is otherwise
// right.
Refusal read_body(const json::object& body, const ChatRequestLimits& limits, ChatRequest& request) {
  ChatFields fields;
  MediaPart media;
  bool wants_audio = false;
  if (auto refusal = read_fields(body, fields)) return refusal;
  if (auto refusal = check_model(fields)) return refusal;
  if (auto refusal = find_media(body, media)) return refusal;
  if (auto refusal = read_modalities(body, wants_audio)) return refusal;
  if (auto refusal = check_streaming(fields, wants_audio, limits.allow_non_streaming)) {
    return refusal;
  }
  if (wants_audio) {
    if (auto refusal = read_speech(body, fields, request)) return refusal;
  }
  if (auto refusal = read_languages(body, fields, request.job)) return refusal;
  if (auto refusal = read_terms(body, limits.max_terms, request.job)) return refusal;
  if (auto refusal = read_phrases(body, limits.max_terms, request.job)) return refusal;

  auto input = read_media(media.text, media.kind, limits.max_base64_bytes);
  if (auto* refusal = std::get_if<ErrorReply>(&input)) return std::move(*refusal);
  request.job.input = std::get<core::MediaInput>(std::move(input));
  request.job.media_kind = media.kind;
  request.job.max_text_tokens = fields.max_text_tokens;
  request.model = *std::move(fields.model);
  request.stream = fields.stream;
  request.include_usage = fields.include_usage;
  return {};
}

}  // namespace

std::variant<ChatRequest, ErrorReply> parse_chat_request(std::string_view body,
                                                         const ChatRequestLimits& limits) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code error;
  const auto value = json::parse(body, error, {}, options);
  if (error) return invalid_body("The JSON cannot be read: " + error.message() + ".");
  const auto* object = value.if_object();
  if (object == nullptr) return invalid_body("It must be a JSON object.");
  ChatRequest request;
  if (auto refusal = read_body(*object, limits, request)) return *std::move(refusal);
  return request;
}

}  // namespace dragoman::api::wire

#include "api/wire/live_event.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/bytes.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

using Refusal = std::optional<ErrorReply>;

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxTerms = 1000;
constexpr std::size_t kMaxImageBytes = 500U << 10U;
constexpr double kMinSilence_ms = 200;
constexpr double kMaxSilence_ms = 6000;

ErrorReply invalid(std::string_view param, std::string message) {
  auto reply = invalid_parameter(std::move(message));
  reply.param = std::string(param);
  return reply;
}

// Absent and null are the same.
const json::value* find(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

Refusal read_text(const json::object& object, std::string_view name, std::string_view param,
                  std::optional<std::string>& text) {
  const auto* value = find(object, name);
  if (value == nullptr) return {};
  if (!value->is_string()) return invalid(param, fmt::format("{} must be a string.", param));
  text = std::string(value->get_string());
  return {};
}

Refusal read_choice(const json::object& object, std::string_view name, std::string_view param,
                    std::initializer_list<std::string_view> choices) {
  std::optional<std::string> text;
  if (auto refusal = read_text(object, name, param, text)) return refusal;
  if (!text) return {};
  for (const auto choice : choices) {
    if (*text == choice) return {};
  }
  return invalid(param, fmt::format("{} must be one of: {}.", param, fmt::join(choices, ", ")));
}

Refusal read_number(const json::object& object, std::string_view name, std::string_view param,
                    double min, double max, std::optional<double>& number) {
  const auto* value = find(object, name);
  if (value == nullptr) return {};
  if (value->is_number()) number = value->to_number<double>();
  if (number && *number >= min && *number <= max) return {};
  return invalid(param, fmt::format("{} must be a number in [{}, {}].", param, min, max));
}

Refusal read_object(const json::object& object, std::string_view name, std::string_view param,
                    const json::object*& found) {
  const auto* value = find(object, name);
  if (value == nullptr) return {};
  found = value->if_object();
  return found == nullptr ? Refusal(invalid(param, fmt::format("{} must be an object.", param)))
                          : Refusal();
}

Refusal read_language(const json::object& object, std::string_view param,
                      std::optional<core::Language>& language) {
  std::optional<std::string> text;
  if (auto refusal = read_text(object, "language", param, text)) return refusal;
  if (!text || *text == "auto") return {};
  language = core::parse_language(*text);
  if (language) return {};
  auto refusal = error_reply_with_advice(ErrorId::kLanguage,
                                         fmt::format("There is no language '{}' here.", *text));
  refusal.param = std::string(param);
  return refusal;
}

Refusal read_modalities(const json::object& session, bool& speech) {
  constexpr std::string_view kParam = "session.modalities";
  const auto* value = find(session, "modalities");
  if (value == nullptr) return {};
  bool text = false;
  bool audio = false;
  bool other = !value->is_array();
  if (const auto* names = value->if_array()) {
    for (const auto& name : *names) {
      const auto* known = name.if_string();
      text = text || (known != nullptr && *known == "text");
      audio = audio || (known != nullptr && *known == "audio");
      other = other || known == nullptr || (*known != "text" && *known != "audio");
    }
  }
  if (other || !text) {
    return invalid(kParam, "session.modalities must be [\"text\"] or [\"text\", \"audio\"].");
  }
  speech = audio;
  return {};
}

Refusal read_format(const json::object& audio, std::string_view side, double rate_hz) {
  const auto param = fmt::format("session.audio.{}.format", side);
  const json::object* way = nullptr;
  const json::object* format = nullptr;
  if (auto refusal = read_object(audio, side, param, way)) return refusal;
  if (way == nullptr) return {};
  if (auto refusal = read_object(*way, "format", param, format)) return refusal;
  if (format == nullptr) return {};
  if (auto refusal = read_choice(*format, "type", param + ".type", {"pcm"})) return refusal;
  std::optional<double> rate;
  return read_number(*format, "sample_rate", param + ".sample_rate", rate_hz, rate_hz, rate);
}

Refusal read_formats(const json::object& session) {
  std::optional<double> rate;
  const json::object* audio = nullptr;
  if (auto refusal = read_choice(session, "input_audio_format", "session.input_audio_format",
                                 {"pcm16", "pcm"})) {
    return refusal;
  }
  if (auto refusal = read_choice(session, "output_audio_format", "session.output_audio_format",
                                 {"pcm24", "pcm16", "pcm"})) {
    return refusal;
  }
  if (auto refusal =
          read_number(session, "sample_rate", "session.sample_rate", 16000, 16000, rate)) {
    return refusal;
  }
  if (auto refusal = read_object(session, "audio", "session.audio", audio)) return refusal;
  if (audio == nullptr) return {};
  if (auto refusal = read_format(*audio, "input", 16000)) return refusal;
  return read_format(*audio, "output", 24000);
}

Refusal read_phrases(const json::object& translation, std::vector<core::Term>& glossary) {
  constexpr std::string_view kParam = "session.translation.corpus.phrases";
  const json::object* corpus = nullptr;
  const json::object* phrases = nullptr;
  if (auto refusal = read_object(translation, "corpus", "session.translation.corpus", corpus)) {
    return refusal;
  }
  if (corpus == nullptr) return {};
  if (auto refusal = read_object(*corpus, "phrases", kParam, phrases)) return refusal;
  if (phrases == nullptr) return {};
  if (phrases->size() > kMaxTerms) {
    return invalid(kParam, fmt::format("{} has more than {} entries.", kParam, kMaxTerms));
  }
  glossary.clear();
  for (const auto& [source, target] : *phrases) {
    if (source.empty() || !target.is_string() || target.get_string().empty()) {
      return invalid(kParam, fmt::format("{} must map texts to texts.", kParam));
    }
    glossary.push_back({std::string(source), std::string(target.get_string())});
  }
  return {};
}

Refusal read_turn_detection(const json::object& session, core::LiveJob& job) {
  const auto* value = session.if_contains("turn_detection");
  if (value == nullptr) return {};
  if (value->is_null()) {
    job.silence.reset();
    return {};
  }
  const json::object* detection = nullptr;
  if (auto refusal = read_object(session, "turn_detection", "session.turn_detection", detection)) {
    return refusal;
  }
  if (auto refusal = read_choice(*detection, "type", "session.turn_detection.type",
                                 {"server_vad", "semantic_vad"})) {
    return refusal;
  }
  std::optional<double> ignored;
  if (auto refusal = read_number(*detection, "threshold", "session.turn_detection.threshold", -1, 1,
                                 ignored)) {
    return refusal;
  }
  std::optional<double> silence_ms;
  if (auto refusal = read_number(*detection, "silence_duration_ms",
                                 "session.turn_detection.silence_duration_ms", kMinSilence_ms,
                                 kMaxSilence_ms, silence_ms)) {
    return refusal;
  }
  if (silence_ms) {
    job.silence = core::Seconds(*silence_ms / 1000);
  } else if (!job.silence) {
    job.silence = core::LiveJob().silence;
  }
  return {};
}

Refusal read_transcription(const json::object& session, LiveSettings& settings) {
  const auto* value = session.if_contains("input_audio_transcription");
  if (value == nullptr) return {};
  settings.transcribe = !value->is_null();
  settings.job.source.reset();
  const json::object* wish = nullptr;
  if (auto refusal = read_object(session, "input_audio_transcription",
                                 "session.input_audio_transcription", wish)) {
    return refusal;
  }
  if (wish == nullptr) return {};
  return read_language(*wish, "session.input_audio_transcription.language", settings.job.source);
}

Refusal read_translation(const json::object& session, LiveSettings& settings) {
  const json::object* translation = nullptr;
  if (auto refusal = read_object(session, "translation", "session.translation", translation)) {
    return refusal;
  }
  if (translation == nullptr) return {};
  std::optional<core::Language> target;
  if (auto refusal = read_language(*translation, "session.translation.language", target)) {
    return refusal;
  }
  if (target) settings.job.target = *target;
  return read_phrases(*translation, settings.job.glossary);
}

Refusal read_session(const json::object& event, LiveSettings& settings) {
  const json::object* session = nullptr;
  if (auto refusal = read_object(event, "session", "session", session)) return refusal;
  if (session == nullptr) return invalid("session", "Field required: session");
  if (auto refusal = read_modalities(*session, settings.speech)) return refusal;
  std::optional<std::string> voice;
  if (auto refusal = read_text(*session, "voice", "session.voice", voice)) return refusal;
  if (voice) settings.voice = *std::move(voice);
  if (auto refusal = read_formats(*session)) return refusal;
  if (auto refusal = read_turn_detection(*session, settings.job)) return refusal;
  if (auto refusal = read_transcription(*session, settings)) return refusal;
  return read_translation(*session, settings);
}

std::variant<std::string, ErrorReply> read_bytes(const json::object& event, std::string_view name) {
  std::optional<std::string> text;
  if (auto refusal = read_text(event, name, name, text)) return *std::move(refusal);
  if (!text) return invalid(name, fmt::format("Field required: {}", name));
  auto bytes = base::base64_decode(*text);
  if (!bytes) return invalid(name, bytes.error().message);
  return *std::move(bytes);
}

using Parsed = std::variant<LiveClientEvent, ErrorReply>;

Parsed read_sound(const json::object& event) {
  auto bytes = read_bytes(event, "audio");
  if (auto* refusal = std::get_if<ErrorReply>(&bytes)) return std::move(*refusal);
  const auto& pcm = std::get<std::string>(bytes);
  if (pcm.size() % 2 != 0) return invalid("audio", "audio must be whole samples of 16 bits.");
  core::LiveSound sound;
  sound.samples.reserve(pcm.size() / 2);
  for (std::size_t i = 0; i < pcm.size(); i += 2) {
    const auto low = static_cast<unsigned char>(pcm[i]);
    const auto high = static_cast<unsigned char>(pcm[i + 1]);
    const auto sample = static_cast<std::int16_t>(low | (high << 8U));
    sound.samples.push_back(static_cast<float>(sample) / 32768.0F);
  }
  return LiveClientEvent(core::LivePiece(std::move(sound)));
}

Parsed read_image(const json::object& event) {
  auto bytes = read_bytes(event, "image");
  if (auto* refusal = std::get_if<ErrorReply>(&bytes)) return std::move(*refusal);
  auto& image = std::get<std::string>(bytes);
  if (!image.starts_with("\xFF\xD8\xFF")) return invalid("image", "image must be a JPEG.");
  if (image.size() > kMaxImageBytes) {
    return invalid("image", fmt::format("image has more than {} bytes.", kMaxImageBytes));
  }
  return LiveClientEvent(core::LivePiece(core::LivePicture{std::move(image)}));
}

}  // namespace

core::LiveJob LiveSettings::as_job() const {
  auto live = job;
  if (speech) live.speech = core::SpeechWish{.voice = voice};
  return live;
}

Parsed parse_live_event(std::string_view text, const LiveSettings& settings) {
  json::error_code fault;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  const auto value = json::parse(text, fault, {}, options);
  if (fault) {
    return error_reply_with_advice(ErrorId::kBodyInvalid,
                                   "The JSON cannot be read: " + fault.message() + ".");
  }
  const auto* event = value.if_object();
  std::optional<std::string> type;
  if (event != nullptr) {
    if (auto refusal = read_text(*event, "type", "type", type)) return *std::move(refusal);
  }
  if (!type) return invalid("type", "An event is an object with a type.");
  if (*type == "session.update") {
    SessionUpdate update{settings};
    if (auto refusal = read_session(*event, update.settings)) return *std::move(refusal);
    return LiveClientEvent(std::move(update));
  }
  if (*type == "input_audio_buffer.append") return read_sound(*event);
  if (*type == "input_audio_buffer.commit")
    return LiveClientEvent(core::LivePiece(core::EndOfTurn{}));
  if (*type == "input_audio_buffer.clear")
    return LiveClientEvent(core::LivePiece(core::ForgetSound{}));
  if (*type == "input_image_buffer.append") return read_image(*event);
  if (*type == "response.create") return LiveClientEvent(ResponseCreate{});
  if (*type == "session.finish") return LiveClientEvent(SessionFinish{});
  constexpr std::size_t kShownBytes = 64;
  if (type->size() > kShownBytes) return invalid("type", "There is no such event.");
  return invalid("type", fmt::format("There is no event '{}'.", *type));
}

}  // namespace dragoman::api::wire

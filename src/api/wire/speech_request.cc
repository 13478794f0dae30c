#include "api/wire/speech_request.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "api/ascii.h"
#include "api/wire/chat_fields.h"
#include "api/wire/model_list.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

using core::SpeechFormat;
using enum FieldType;
using enum Needed;

constexpr std::size_t kMaxInputCharacters = 49'152;
constexpr std::size_t kMaxDepth = 16;

struct Packing {
  std::string_view name;
  SpeechFormat format;
  std::string_view content_type;
};
constexpr std::array kPackings{
    Packing{"mp3", SpeechFormat::kMp3, "audio/mpeg"},
    Packing{"opus", SpeechFormat::kOpus, "audio/ogg"},
    Packing{"aac", SpeechFormat::kAac, "audio/aac"},
    Packing{"flac", SpeechFormat::kFlac, "audio/flac"},
    Packing{"wav", SpeechFormat::kWav, "audio/wav"},
    Packing{"pcm", SpeechFormat::kPcm, "audio/pcm"},
};
constexpr std::array<std::string_view, kPackings.size()> kFormatNames = [] {
  std::array<std::string_view, kPackings.size()> names;
  std::ranges::transform(kPackings, names.begin(), &Packing::name);
  return names;
}();
constexpr std::array<std::string_view, 2> kStreamFormats{"audio", "sse"};
constexpr std::string_view kSpeedText = "Range of speed should be [0.25, 4.0]";

constexpr FieldRow kRows[] = {
    {.path = "model",
     .type = kString,
     .needed = kAlways,
     .notes = "An id that `GET /v1/models` lists."},
    {.path = "input",
     .type = kString,
     .needed = kAlways,
     .notes = "The text: 1 to 49152 characters."},
    {.path = "voice",
     .type = kString,
     .needed = kAlways,
     .notes = "One of the eight public names, or an installed voice's id: `dragoman voices`."},
    {.path = "response_format",
     .type = kString,
     .standard = "mp3",
     .notes = "`opus` comes in Ogg, `aac` in ADTS; `pcm` is 16-bit little-endian, mono, 24 kHz.",
     .choices = kFormatNames},
    {.path = "speed",
     .type = kFloat,
     .standard = "1.0",
     .range = {.min = 0.25, .max = 4.0, .below = kSpeedText, .above = kSpeedText}},
    {.path = "stream_format",
     .type = kString,
     .standard = "audio",
     .notes = "The bare bytes as they are made, or server-sent events: see below.",
     .choices = kStreamFormats},
    {.path = "language",
     .type = kString,
     .standard = "told from voice and text",
     .notes = "Ours: a code or name of [languages](#languages)."},
    {.path = "instructions",
     .type = kString,
     .notes = "Checked; heeded by engines that take them, of which none is installed."},
};

ErrorReply invalid_body(std::string_view advice) {
  return error_reply_with_advice(ErrorId::kBodyInvalid, advice);
}

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Refusal check(const json::object& body) {
  ChatFields unused;
  if (auto refusal = read_fields(speech_fields(), body, unused)) return refusal;
  if (auto refusal = check_needed(speech_fields(), body, kAlways)) return refusal;
  return check_choices(speech_fields(), body);
}

Refusal read_body(const json::object& body, SpeechRequest& request) {
  if (auto refusal = check(body)) return refusal;
  const auto model = text_of(body, "model", "");
  if (model.empty()) return error_reply(ErrorId::kModelNeeded);
  if (!is_model(model)) return error_reply(ErrorId::kModelUnknown, {model});

  auto& job = request.job;
  job.text = text_of(body, "input", "");
  if (job.text.empty() || code_points(job.text) > kMaxInputCharacters) {
    return error_reply(ErrorId::kInputLength);
  }
  job.wish.voice = text_of(body, "voice", "");
  if (const auto* speed = find_member(body, "speed")) job.wish.rate = speed->to_number<double>();
  const auto language = text_of(body, "language", "");
  if (!language.empty() && !equal_ignoring_case(language, "auto")) {
    job.language = core::parse_language(language);
    if (!job.language) {
      return error_reply_with_advice(ErrorId::kLanguage,
                                     fmt::format("There is no language '{}' here.", language));
    }
  }
  request.format =
      std::ranges::find(kPackings, text_of(body, "response_format", "mp3"), &Packing::name)->format;
  request.as_events = text_of(body, "stream_format", "audio") == "sse";
  return {};
}

}  // namespace

std::span<const FieldRow> speech_fields() { return kRows; }

std::string_view content_type(SpeechFormat format) {
  return std::ranges::find(kPackings, format, &Packing::format)->content_type;
}

std::variant<SpeechRequest, ErrorReply> parse_speech_request(std::string_view body) {
  json::error_code fault;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  const auto value = json::parse(body, fault, {}, options);
  if (fault) return invalid_body("The JSON cannot be read: " + fault.message() + ".");
  const auto* object = value.if_object();
  if (object == nullptr) return invalid_body("It must be a JSON object.");
  SpeechRequest request;
  if (auto refusal = read_body(*object, request)) return *std::move(refusal);
  return request;
}

}  // namespace dragoman::api::wire

#include "api/wire/transcription_request.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "api/ascii.h"
#include "api/wire/chat_fields.h"
#include "api/wire/job_wishes.h"
#include "base/bytes.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

using enum FieldType;
using enum Needed;

// In the order of TranscriptionFormat.
constexpr std::array<std::string_view, 5> kFormats{"json", "text", "srt", "verbose_json", "vtt"};
constexpr std::array<std::string_view, 1> kChunking{"auto"};
constexpr std::string_view kGranularities = "timestamp_granularities[]";
constexpr std::string_view kInclude = "include[]";
constexpr std::string_view kTemperatureText = "Range of temperature should be [0.0, 1.0]";

constexpr FieldRow kFileRow{.path = "file",
                            .type = kFile,
                            .needed = kAlways,
                            .notes = "The recording, sound or film: the bytes decide its form."};
constexpr FieldRow kModelRow{.path = "model",
                             .type = kString,
                             .needed = kAlways,
                             .notes = "An id that `GET /v1/models` lists."};
constexpr FieldRow kFormatRow{
    .path = "response_format", .type = kString, .standard = "json", .choices = kFormats};
constexpr FieldRow kTemperatureRow{
    .path = "temperature",
    .type = kFloat,
    .standard = "0",
    .notes = "Checked. The most probable text is searched for, not drawn, whatever this says.",
    .range = {.min = 0, .max = 1, .below = kTemperatureText, .above = kTemperatureText}};
constexpr FieldRow kGranularitiesRow{
    .path = kGranularities,
    .type = kArray,
    .standard = "segment",
    .notes = "`segment`, `word` or both, each sent under this name. Only with `verbose_json`."};
constexpr FieldRow kScriptRow{.path = "chinese_script",
                              .type = kString,
                              .standard = "as it comes",
                              .notes = "Ours: `simplified` or `traditional`, for Chinese text."};

constexpr std::array kTranscription{
    kFileRow,
    kModelRow,
    FieldRow{.path = "language",
             .type = kString,
             .standard = "detected",
             .notes = "What is spoken: a code, an English name or `auto`."},
    FieldRow{.path = "prompt",
             .type = kString,
             .notes =
                 "Text in the language spoken, up to 8 KiB. The recogniser reads its end (some "
                 "200 tokens) before what is said, and leans towards its spelling and style."},
    kFormatRow,
    kTemperatureRow,
    kGranularitiesRow,
    FieldRow{.path = "stream",
             .type = kBoolean,
             .standard = "false",
             .notes = "Server-sent events. With `json` and `text` alone."},
    FieldRow{.path = kInclude,
             .type = kArray,
             .notes = "Must be empty: the probability of a token is not told."},
    FieldRow{.path = "chunking_strategy",
             .type = kString,
             .standard = "auto",
             .notes = "Recordings are always cut where nobody speaks.",
             .choices = kChunking},
    kScriptRow,
};

constexpr std::array kTranslation{
    kFileRow,
    kModelRow,
    FieldRow{.path = "prompt", .type = kString, .notes = "Checked; a translation heeds none."},
    kFormatRow,
    kTemperatureRow,
    FieldRow{.path = "language",
             .type = kString,
             .standard = "detected",
             .notes = "Ours: what is spoken, as above."},
    FieldRow{.path = "target_lang",
             .type = kString,
             .standard = "en",
             .notes = "Ours: the language to translate into, a code or an English name."},
    FieldRow{.path = "stream",
             .type = kBoolean,
             .standard = "false",
             .notes = "Ours: as of transcriptions."},
    kScriptRow,
};

ErrorReply invalid_body(std::string_view advice) {
  return error_reply_with_advice(ErrorId::kBodyInvalid, advice);
}

ErrorReply unknown_language(std::string_view name) {
  return error_reply_with_advice(ErrorId::kLanguage,
                                 fmt::format("There is no language '{}' here.", name));
}

// What cannot be meant stays a text, and so is of the wrong type.
json::value typed(std::string_view text, FieldType type) {
  if (type == kBoolean && equal_ignoring_case(text, "true")) return true;
  if (type == kBoolean && equal_ignoring_case(text, "false")) return false;
  if (type == kFloat || type == kInteger) {
    double number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, number);
    if (fault == std::errc() && stop == end && std::isfinite(number)) return number;
  }
  return json::string(text);
}

// "name[]" and "name" are of the list "name[]"; "name[key]" is a member of an object.
struct FormName {
  std::string_view base;
  bool is_of_object = false;
};

FormName form_name(std::string_view name) {
  const auto bracket = name.find('[');
  if (bracket == std::string_view::npos) return {name};
  return {name.substr(0, bracket), name.substr(bracket) != "[]"};
}

// The form as if it were a JSON object, so that what checks those checks this.
json::object form_object(std::span<const FieldRow> rows,
                         const std::multimap<std::string, std::string, std::less<>>& texts) {
  json::object object;
  object[kFileRow.path] = "";
  for (const auto& [name, text] : texts) {
    const auto [base, is_of_object] = form_name(name);
    const auto row = std::ranges::find(
        rows, base, [](const FieldRow& known) { return form_name(known.path).base; });
    if (row == rows.end() || row->type == kFile || text.empty()) continue;
    auto& value = object[row->path];
    if (is_of_object) {
      value.emplace_object();
    } else if (row->type != kArray) {
      value = typed(text, row->type);
    } else {
      if (!value.is_array()) value.emplace_array();
      value.get_array().emplace_back(json::string(text));
    }
  }
  return object;
}

Refusal check(std::span<const FieldRow> rows, const json::object& form) {
  ChatFields unused;
  if (auto refusal = read_fields(rows, form, unused)) return refusal;
  if (auto refusal = check_needed(rows, form, kAlways)) return refusal;
  return check_choices(rows, form);
}

Refusal read_source(const json::object& form, core::Job& job) {
  const auto language = text_of(form, "language", "auto");
  if (equal_ignoring_case(language, "auto")) return {};
  job.source = core::parse_language(language);
  return job.source ? Refusal() : unknown_language(language);
}

Refusal read_script(const json::object& form, core::Job& job) {
  const auto script = text_of(form, kScriptRow.path, "");
  if (script.empty()) return {};
  job.chinese_script = core::parse_chinese_script(script);
  if (job.chinese_script) return {};
  return invalid_body("The chinese_script must be simplified or traditional.");
}

Refusal read_granularities(const json::object& form, TranscriptionRequest& request) {
  const auto* list = find_member(form, kGranularities);
  if (list == nullptr) return {};
  if (request.format != TranscriptionFormat::kVerboseJson) {
    return invalid_body("timestamp_granularities[] need the response_format verbose_json.");
  }
  request.segments = false;
  for (const auto& granularity : list->get_array()) {
    if (granularity != "word" && granularity != "segment") {
      return invalid_body("The timestamp_granularities[] are word and segment.");
    }
    (granularity == "word" ? request.words : request.segments) = true;
  }
  return {};
}

Refusal read_answer(const json::object& form, TranscriptionRequest& request) {
  const auto format = std::ranges::find(kFormats, text_of(form, "response_format", "json"));
  request.format = static_cast<TranscriptionFormat>(format - kFormats.begin());
  const auto* stream = find_member(form, "stream");
  request.stream = stream != nullptr && stream->get_bool();
  if (request.stream && request.format != TranscriptionFormat::kJson &&
      request.format != TranscriptionFormat::kText) {
    return invalid_body("A stream has the response_format json or text.");
  }
  if (find_member(form, kInclude) != nullptr) {
    return invalid_body("include[] must be empty: the probability of a token is not told here.");
  }
  return read_granularities(form, request);
}

Refusal read_target(const json::object& form, core::Job& job) {
  const auto target = text_of(form, "target_lang", "en");
  job.target = core::parse_language(target);
  return job.target ? Refusal() : unknown_language(target);
}

Refusal read_form(const json::object& form, TranscriptionRequest& request) {
  const bool translates = request.task == TranscriptionTask::kTranslate;
  if (auto refusal = check(translates ? translation_fields() : transcription_fields(), form)) {
    return refusal;
  }
  if (auto refusal = check_model(text_of(form, "model", ""))) return refusal;
  auto& job = request.job;
  if (auto refusal = read_source(form, job)) return refusal;
  if (auto refusal = read_script(form, job)) return refusal;
  if (auto refusal = read_answer(form, request)) return refusal;
  if (translates) return read_target(form, job);
  job.target.reset();
  job.prompt = text_of(form, "prompt", "");
  return {};
}

}  // namespace

std::span<const FieldRow> transcription_fields() { return kTranscription; }
std::span<const FieldRow> translation_fields() { return kTranslation; }

std::variant<TranscriptionRequest, ErrorReply> read_transcription_form(
    TranscriptionTask task, const std::multimap<std::string, std::string, std::less<>>& texts) {
  const auto is_text = [](const auto& named) { return base::is_valid_utf8(named.second); };
  if (!std::ranges::all_of(texts, is_text)) {
    return error_reply(ErrorId::kFormInvalid, {"a text in it is not UTF-8"});
  }
  TranscriptionRequest request;
  request.task = task;
  const auto rows =
      task == TranscriptionTask::kTranslate ? translation_fields() : transcription_fields();
  if (auto refusal = read_form(form_object(rows, texts), request)) return *std::move(refusal);
  return request;
}

}  // namespace dragoman::api::wire

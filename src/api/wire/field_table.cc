#include "api/wire/field_table.h"

#include <array>
#include <vector>

#include <boost/json.hpp>

#include "api/wire/chat_fields.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

using enum FieldType;
using enum Needed;

constexpr Range closed(double min, double max, std::string_view text) {
  return {.min = min, .max = max, .below = text, .above = text};
}

constexpr Range kSpeechRate = closed(0.5, 2.0, "Range of speech_rate should be [0.5, 2.0]");
constexpr Range kSeed = {.min = 0,
                         .max = 2147483647,
                         .below = "{} is lesser than the minimum of 0 - 'seed'",
                         .above = "{} is greater than the maximum of 2147483647 - 'seed'"};
constexpr Range kTemperature = {.min = 0,
                                .max = 2,
                                .max_open = true,
                                .below = "Temperature should be in [0.0, 2.0)",
                                .above = "Temperature should be in [0.0, 2.0)"};
constexpr Range kTopP = {.min = 0,
                         .max = 1,
                         .min_open = true,
                         .below = "Range of top_p should be (0.0, 1.0]",
                         .above = "Range of top_p should be (0.0, 1.0]"};
constexpr Range kTopK = {.min = 0, .below = "Parameter top_k be greater than or equal to 0"};
constexpr Range kRepetition = {
    .min = 0, .min_open = true, .below = "Repetition_penalty should be greater than 0.0"};

constexpr std::array<std::string_view, 2> kAudioFormats{"wav", "pcm16"};
constexpr std::array<std::string_view, 2> kMedia{"audio", "video"};
constexpr std::array<std::string_view, 12> kFilmFormats{"mp4", "m4v",  "mov", "mkv", "webm", "m4a",
                                                        "mka", "opus", "ogg", "mp3", "flac", "wav"};
constexpr std::array<std::string_view, 3> kFilmOriginals{"duck", "track", "both"};
constexpr std::array<std::string_view, 4> kFilmSubtitles{"both", "none", "translation", "source"};
constexpr std::array<std::string_view, 2> kPartTypes{"input_audio", "video_url"};

template <std::optional<std::string_view> ChatFields::*field>
void keep_text(ChatFields& fields, const json::value& value) {
  fields.*field = value.get_string();
}
template <bool ChatFields::*field>
void keep_flag(ChatFields& fields, const json::value& value) {
  fields.*field = value.get_bool();
}
template <const json::array* ChatFields::*field>
void keep_array(ChatFields& fields, const json::value& value) {
  fields.*field = &value.get_array();
}
void keep_phrases(ChatFields& fields, const json::value& value) {
  fields.phrases = &value.get_object();
}
void keep_film(ChatFields& fields, const json::value& /*value*/) { fields.film = true; }
void keep_duck_db(ChatFields& fields, const json::value& value) {
  fields.film_duck_db = value.to_number<double>();
}
void keep_speech_rate(ChatFields& fields, const json::value& value) {
  fields.speech_rate = value.to_number<double>();
}
void keep_max_tokens(ChatFields& fields, const json::value& value) {
  fields.max_text_tokens = static_cast<std::int64_t>(value.to_number<double>());
}

constexpr std::string_view kSampling =
    "Checked; heeded by engines that sample, of which none is installed.";

// THE table of request members.
constexpr FieldRow kBody[] = {
    {.path = "model",
     .type = kString,
     .needed = kAlways,
     .notes = "An id that `GET /v1/models` lists.",
     .store = &keep_text<&ChatFields::model>},
    {.path = "messages",
     .type = kArray,
     .needed = kAlways,
     .notes = "Exactly one message, of role `user`, whose content is an array of exactly one part.",
     .top_only = true,
     .store = &keep_array<&ChatFields::messages>},
    {.path = "modalities",
     .type = kArray,
     .standard = R"(["text"])",
     .notes = R"(`["text"]` or `["text", "audio"]`, in any order.)",
     .store = &keep_array<&ChatFields::modalities>},
    {.path = "stream",
     .type = kBoolean,
     .standard = "false",
     .notes = "Must be true, unless the server was started with `--allow-non-streaming`.",
     .store = &keep_flag<&ChatFields::stream>},
    {.path = "stream_options", .type = kObject},
    {.path = "stream_options.include_usage",
     .type = kBoolean,
     .standard = "false",
     .notes = "Adds a last chunk with `choices: []` and `usage`.",
     .store = &keep_flag<&ChatFields::include_usage>},
    {.path = "stream_options.include_segments",
     .type = kBoolean,
     .standard = "false",
     .notes = "Ours. Adds chunks with `choices: []`: `segment` with `cues` behind each sentence's "
              "text, `progress` as recognition goes on, and the last `cues` before the end.",
     .store = &keep_flag<&ChatFields::include_segments>},
    {.path = "audio", .type = kObject, .needed = kForSpeech},
    {.path = "audio.voice",
     .type = kString,
     .needed = kForSpeech,
     .notes = "One of the eight public names, an installed voice's id, or a mix of ids such as "
              "`af_heart:0.6+af_bella:0.4`: `dragoman voices`.",
     .store = &keep_text<&ChatFields::voice>},
    {.path = "audio.format",
     .type = kString,
     .needed = kForSpeech,
     .notes = "In a stream either means raw samples: see below.",
     .choices = kAudioFormats,
     .store = &keep_text<&ChatFields::audio_format>},
    {.path = "audio.speech_rate",
     .type = kFloat,
     .standard = "1.0",
     .notes = "Another place for `speech_rate`.",
     .range = kSpeechRate,
     .store = &keep_speech_rate},
    {.path = "speech_rate",
     .type = kFloat,
     .standard = "1.0",
     .notes = "How fast the translation is spoken.",
     .range = kSpeechRate,
     .store = &keep_speech_rate},
    {.path = "max_tokens",
     .type = kInteger,
     .standard = "no limit",
     .notes = "Of text. An answer that reaches it ends with `finish_reason` `length`.",
     .range = closed(1, 4096, "Range of max_tokens should be [1, 4096]"),
     .store = &keep_max_tokens},
    {.path = "max_completion_tokens",
     .type = kInteger,
     .standard = "no limit",
     .notes = "Another name of `max_tokens`.",
     .range = closed(1, 4096, "Range of max_completion_tokens should be [1, 4096]"),
     .store = &keep_max_tokens},
    {.path = "seed", .type = kInteger, .notes = kSampling, .range = kSeed, .refuse = &invalid_seed},
    {.path = "temperature",
     .type = kFloat,
     .standard = "0.000001",
     .notes = kSampling,
     .range = kTemperature},
    {.path = "top_p", .type = kFloat, .standard = "0.8", .notes = kSampling, .range = kTopP},
    {.path = "top_k",
     .type = kInteger,
     .standard = "1",
     .notes = "Off where null or above 100. Checked; heeded by engines that sample, of which none "
              "is installed.",
     .range = kTopK},
    {.path = "presence_penalty",
     .type = kFloat,
     .standard = "0",
     .notes = kSampling,
     .range = closed(-2, 2, "Presence_penalty should be in [-2.0, 2.0]")},
    {.path = "repetition_penalty",
     .type = kFloat,
     .standard = "1.05",
     .notes = kSampling,
     .range = kRepetition},
    {.path = "translation_options", .type = kObject, .needed = kAlways},
    {.path = "translation_options.source_lang",
     .type = kString,
     .standard = "detected",
     .notes = "A code, an English name or `auto`, in any case.",
     .store = &keep_text<&ChatFields::source_lang>},
    {.path = "translation_options.target_lang",
     .type = kString,
     .needed = kAlways,
     .notes = "A code or an English name, in any case.",
     .store = &keep_text<&ChatFields::target_lang>},
    {.path = "translation_options.chinese_script",
     .type = kString,
     .standard = "as it comes",
     .notes = "Ours: `simplified` or `traditional`, for all Chinese text.",
     .store = &keep_text<&ChatFields::chinese_script>},
    {.path = "translation_options.terms",
     .type = kArray,
     .notes = R"(Ours: `[{"source": "...", "target": "..."}]`.)",
     .store = &keep_array<&ChatFields::terms>},
    {.path = "translation", .type = kObject},
    {.path = "translation.corpus", .type = kObject},
    {.path = "translation.corpus.phrases",
     .type = kObject,
     .notes = R"(Ours, after the realtime product: `{"source": "target"}`.)",
     .store = &keep_phrases},
};

constexpr FieldRow kPart[] = {
    {.path = "type",
     .type = kString,
     .needed = kAlways,
     .choices = kPartTypes,
     .top_only = true,
     .store = &keep_text<&ChatFields::part_type>},
    {.path = "input_audio", .type = kObject, .needed = kForAudio, .top_only = true},
    {.path = "input_audio.data",
     .type = kString,
     .needed = kForAudio,
     .notes = "An http(s) URL, `data:;base64,...`, `data:audio/...;base64,...` or bare base64.",
     .top_only = true,
     .store = &keep_text<&ChatFields::audio_data>},
    {.path = "input_audio.format",
     .type = kString,
     .needed = kForAudio,
     .notes = "Any text: the bytes decide.",
     .top_only = true},
    {.path = "video_url", .type = kObject, .needed = kForVideo, .top_only = true},
    {.path = "video_url.url",
     .type = kString,
     .needed = kForVideo,
     .notes = "An http(s) URL or a data URL in base64.",
     .top_only = true,
     .store = &keep_text<&ChatFields::video_url>},
};

constexpr FieldRow kRecording[] = {
    {.path = "file_id",
     .type = kString,
     .notes = "A file of `/v1/files`. This or `url`.",
     .store = &keep_text<&ChatFields::file_id>},
    {.path = "url",
     .type = kString,
     .notes = "An http(s) URL. This or `file_id`.",
     .store = &keep_text<&ChatFields::url>},
    {.path = "media",
     .type = kString,
     .standard = "audio",
     .notes = "Whether a picture counts.",
     .choices = kMedia,
     .store = &keep_text<&ChatFields::media>},
    {.path = "film",
     .type = kObject,
     .notes =
         "Asks for a dubbed film, `results/film`, of a `file_id`. `{}` will do. Not with audio "
         "in the modalities, `max_tokens` or `speech_rate`.",
     .store = &keep_film},
    {.path = "film.format",
     .type = kString,
     .standard = "mp4",
     .notes = "The kind of file, by its ending. From `m4a` on they are sound alone.",
     .choices = kFilmFormats,
     .store = &keep_text<&ChatFields::film_format>},
    {.path = "film.voices",
     .type = kArray,
     .standard = "chosen",
     .notes = "Who speaks, as `audio.voice`: one, or one for each speaker in turn.",
     .store = &keep_array<&ChatFields::film_voices>},
    {.path = "film.speakers",
     .type = kBoolean,
     .standard = "false",
     .notes = "Tells speakers apart, and gives each a voice.",
     .store = &keep_flag<&ChatFields::film_speakers>},
    {.path = "film.original",
     .type = kString,
     .standard = "duck",
     .notes = "The film's own sound: lowered under speech, a track of its own, or both.",
     .choices = kFilmOriginals,
     .store = &keep_text<&ChatFields::film_original>},
    {.path = "film.duck_db",
     .type = kFloat,
     .standard = "15",
     .notes = "How much lower it is under speech.",
     .range = closed(0, 60, "Range of duck_db should be [0, 60]"),
     .store = &keep_duck_db},
    {.path = "film.subtitles",
     .type = kString,
     .standard = "both",
     .notes = "Which subtitle tracks the film gets.",
     .choices = kFilmSubtitles,
     .store = &keep_text<&ChatFields::film_subtitles>},
};

std::vector<FieldRow> make_job_fields() {
  std::vector<FieldRow> rows(std::begin(kRecording), std::end(kRecording));
  for (const auto& row : kBody) {
    const bool is_of_answer =
        row.path == "messages" || row.path.starts_with("stream") || row.path == "audio.format";
    if (!is_of_answer) rows.push_back(row);
  }
  return rows;
}

}  // namespace

std::string_view name_of(FieldType type) {
  constexpr std::array<std::string_view, 7> kNames{"String", "Boolean", "Integer", "Float",
                                                   "Array",  "Object",  "File"};
  return kNames[static_cast<std::size_t>(type)];
}

std::span<const FieldRow> body_fields() { return kBody; }
std::span<const FieldRow> recording_fields() { return kRecording; }
std::span<const FieldRow> job_fields() {
  static const std::vector<FieldRow> rows = make_job_fields();
  return rows;
}
std::span<const FieldRow> part_fields() { return kPart; }

}  // namespace dragoman::api::wire

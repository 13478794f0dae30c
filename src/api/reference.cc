#include "api/reference.h"

#include <array>
#include <cmath>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/error_table.h"
#include "api/route_table.h"
#include "api/wire/field_table.h"
#include "api/wire/speech_request.h"
#include "api/wire/transcription_request.h"
#include "core/language.h"

namespace dragoman::api {

namespace {

using wire::FieldRow;
using wire::Needed;
using wire::Range;

constexpr std::string_view kIntroduction = R"(# The HTTP interface

Written by `dragoman api`; a test compares the two. Requests are checked by the very tables that this
page is made of, and a test holds that the server has these routes and no others.
)";

constexpr std::string_view kRequestTitle = R"(
The `/v1` routes but those of files, uploads and jobs are also under `/compatible-mode/v1`. A server with keys wants
`Authorization: Bearer <key>`, but where no key is said to be asked for. `GET` stands for `HEAD` as well.

## Request
The content type is `application/json`. Members that are not listed are ignored; null is the same as absent. What is not at the top
level (`messages` apart) is looked for in a member `extra_body`, where clients that do not merge it leave it. A body may hold 4 MiB
beside its recording.

)";

constexpr std::string_view kPartTitle = R"(
### The content part
One part: `messages[0].content[0]`.

)";

constexpr std::string_view kJobTitle = R"(
### A job's recording
`POST /v1/jobs` has these in place of `messages`, and no members that say how the answer comes (`stream`, `stream_options`,
`audio.format`).

)";

constexpr std::string_view kResponse = R"(
## Response
Server-sent events: `data: {...}` and a blank line, the last `data: [DONE]`. Every chunk has `id`, `object`
(`chat.completion.chunk`), `created`, `model`, `choices`, `usage`, `service_tier` and `system_fingerprint`.

- Text: `choices[0].delta.content`, as it is ready.
- Speech: `choices[0].delta.audio.data`, the speech of a sentence after its text: base64 of raw samples, 16-bit signed little-endian,
  mono, 24 kHz, whatever `audio.format` says. Each fragment but the last encodes a multiple of 6 bytes, so that fragments may be
  decoded one by one or joined first.
- The end: a chunk with `finish_reason` `stop`, or `length` where `max_tokens` was reached.
- Usage, where asked for: a chunk with `choices: []` and `usage`. How it is counted: [accounting.md](accounting.md).
- While nothing is ready, a comment (`: waiting`) every ten seconds keeps proxies from closing the connection.

The status line waits until the request is valid, the recording opens, and its language is known: what is wrong by then is an HTTP error.
Later it is one event `data: {"error": {...}}`, and the stream ends without `[DONE]`. A recording in which nobody speaks is no
error: its text is empty.

### Segments, times and subtitles
With `stream_options.include_segments` the stream has chunks of ours between the others, with `choices: []` as the usage's has:

- `segment`, behind the text of each sentence: `start_s`, `end_s`, `source_lang`, `source_text`, `target_text`, `passed_through` (said in
  the target's language, or in one without a route), `words` of the source with their times, and `gist` where the model gives that alone;
- `cues`, beside each segment: the subtitles that it settles, `start_s`, `end_s` and `lines`; the last ones come before the end
  ([subtitles.md](subtitles.md) says how they are set);
- `progress`: `done_s` of `total_s` (null while it is not known) are recognised.

With `stream` false, where the server allows it, the answer is one object `chat.completion`: `choices[0].message.content`, and
`choices[0].message.audio` with `data` (a WAV file, or raw samples for `pcm16`) and `transcript`.

## Languages
`GET /v1/languages` answers `{"object": "list", "data": [...]}`, one entry for each language, once the engines are open (503 before):
`id`, `object` (`language`), `name`, `recognised`, `spoken`, `measured` (of recognition) and `into`, the directions that a job may ask
for: `id` of the target, `route`, `models`, `measured` and `published`. Each `measured` is a list of `metric`, `value`, `set`, `n` and
`models`; an empty one says that nobody measured these models in this direction. `published` is a figure (`metric`, `value`, `set`) of
those who made the model, or null. [languages.md](languages.md) has the same of a plain installation.

## Voices
`GET /v1/voices` answers the same way: `id`, `object` (`voice`) and `languages`; of a public name `stand_ins`, the installed voice that
is heard in each language; of an installed voice `sex`, `model` and `mixes`, whether it may be part of a mix.

)";

constexpr std::string_view kTranscriptionTitle = R"(
## Transcriptions
`POST /v1/audio/transcriptions` writes down what a recording says. Its body is `multipart/form-data`, its members in any order; the
file goes to the disk as it comes. What is not listed is ignored, as what is empty. The members are checked once the form is whole.

)";

constexpr std::string_view kTranscription = R"(
The answer comes once the recording is done, in the form of `response_format`:

- `json`: `text`, and `usage` of `type` `tokens` (`input_tokens` of the sound, `output_tokens` of the text: [accounting.md](accounting.md));
- `text`, `srt`, `vtt`: that file. Subtitles are set as [subtitles.md](subtitles.md) says;
- `verbose_json`: `task`, `language` (an English name in small letters; empty where nobody speaks), `duration`, `text`, `usage` of `type`
  `duration`, and what `timestamp_granularities[]` ask for: `segments`, the sentences, with `id`, `start`, `end` and `text`, and `words` with
  `word`, `start` and `end`, where the recogniser tells their times. What tells of tokens (`tokens`, `avg_logprob` and the like) is left out: our segments
  are sentences, not a model's windows.

With `stream` true the answer is events: `{"type": "transcript.text.delta", "delta": "..."}` for each sentence as it is ready,
`{"type": "transcript.text.done", "text": "...", "usage": {...}}` with the whole text, and `[DONE]`. The status line waits as that of
translations does; later an error is one event `data: {"error": {...}}`, and the stream ends without `[DONE]`. A recording in which nobody speaks is no
error: its text is empty.

`POST /v1/audio/translations` does the same into English, or into `target_lang`, by the routes of `GET /v1/languages`. `task` is `translate`
there, `language` that of the text.

)";

constexpr std::string_view kSpeechTitle = R"(## Speech
`POST /v1/audio/speech` speaks a text with the same voices.

)";

constexpr std::string_view kSpeech = R"(
The answer is the file as it is made (`Transfer-Encoding: chunked`), from the first clause on. With `stream_format` `sse` it is events
`{"type": "speech.audio.delta", "audio": "..."}`, the base64 of the file's next bytes, and at the end `{"type": "speech.audio.done",
"usage": {"input_tokens": ..., "output_tokens": ..., "total_tokens": ...}}`: the tokens of the text and of the sound.

The status line waits for the first sound: what is wrong by then is an HTTP error, also a text in which nothing can be spoken. Later
it is an event `{"error": {...}}`, or a connection that breaks off.

)";

constexpr std::string_view kErrors = R"(
## Errors
`{"error": {"code": "...", "message": "...", "param": null, "type": "..."}, "id": "chatcmpl-...", "request_id": "..."}`. `type` is the
same as `code`. `request_id` is also the header `X-Request-Id`, and in the server's log. A sentence that says what to do may follow
the message. `{}` stands for what was sent.

| status | code | message | when |
|---|---|---|---|
)";

std::string_view needed_text(Needed needed) {
  switch (needed) {
    case Needed::kNo:
      return "no";
    case Needed::kAlways:
      return "yes";
    case Needed::kForSpeech:
      return "for speech";
    case Needed::kForAudio:
      return "for `input_audio`";
    case Needed::kForVideo:
      return "for `video_url`";
  }
  return "";
}

std::string range_text(const Range& range) {
  const bool has_min = std::isfinite(range.min);
  const bool has_max = std::isfinite(range.max);
  if (!has_min && !has_max) return "";
  if (!has_max) return fmt::format("{} {}", range.min_open ? ">" : "≥", range.min);
  return fmt::format("{}{}, {}{}", range.min_open ? "(" : "[", range.min, range.max,
                     range.max_open ? ")" : "]");
}

std::string values_text(const FieldRow& row) {
  if (!row.choices.empty()) return fmt::format("`{}`", fmt::join(row.choices, "`, `"));
  return range_text(row.range);
}

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string route_table() {
  std::string out = "\n| route | | key |\n|---|---|---|\n";
  for (const auto& row : route_rows()) {
    out += fmt::format("| `{} {}` | {} | {} |\n", row.method, row.pattern, row.what,
                       row.keyed ? "asked for" : "no");
  }
  return out;
}

std::string field_table(std::span<const FieldRow> rows) {
  std::string out =
      "| member | type | required | default | values | notes |\n|---|---|---|---|---|---|\n";
  for (const auto& row : rows) {
    out +=
        fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", row.path, wire::name_of(row.type),
                    needed_text(row.needed), cell(row.standard), values_text(row), cell(row.notes));
  }
  return out;
}

std::string languages_text() {
  std::string out = "\n### Languages\n| code | name | speech |\n|---|---|---|\n";
  for (const auto& language : core::languages()) {
    out += fmt::format("| {} | {} | {} |\n", language.code, language.name,
                       language.contract_speech ? "yes" : "only by own voices");
  }
  return out;
}

std::string error_line(int status, std::string_view code, std::string_view text,
                       std::string_view when) {
  return fmt::format("| {} | {} | {} | {} |\n", status, code, cell(text), cell(when));
}

std::vector<FieldRow> range_rows() {
  std::vector<FieldRow> rows(wire::body_fields().begin(), wire::body_fields().end());
  for (const auto more : {wire::transcription_fields(), wire::speech_fields()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

// The ranges, and one line for the types, of single members.
std::string field_errors() {
  std::set<std::string_view> seen;
  std::string out;
  for (const auto& row : range_rows()) {
    for (const auto text : {row.range.below, row.range.above}) {
      if (text.empty() || !seen.insert(text).second) continue;
      const auto reply = row.refuse(std::string(text));
      out += error_line(reply.status, reply.code, text,
                        reply.param ? fmt::format("`param` is `{}`", *reply.param) : "");
    }
  }
  return out + error_line(400, "invalid_parameter_error", "'{}' must be {}",
                          "a member of another type than String, Boolean, Integer, Float, Array or "
                          "Object as above (of `seed`: code invalid_request_error)");
}

std::string errors_text() {
  std::string out(kErrors);
  for (const auto& row : error_rows()) out += error_line(row.status, row.code, row.text, row.when);
  return out + field_errors();
}

}  // namespace

std::string reference_markdown() {
  return std::string(kIntroduction) + route_table() + std::string(kRequestTitle) +
         field_table(wire::body_fields()) + std::string(kPartTitle) +
         field_table(wire::part_fields()) + std::string(kJobTitle) +
         field_table(wire::recording_fields()) + languages_text() + std::string(kResponse) +
         std::string(kTranscriptionTitle) + field_table(wire::transcription_fields()) +
         std::string(kTranscription) + field_table(wire::translation_fields()) +
         std::string(kSpeechTitle) + field_table(wire::speech_fields()) + std::string(kSpeech) +
         errors_text();
}

}  // namespace dragoman::api

#include "api/wire/job_request.h"

#include <utility>

#include <boost/json.hpp>

#include "api/wire/body_reader.h"
#include "api/wire/inline_media.h"
#include "api/wire/job_wishes.h"
#include "output/dub_project.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

ErrorReply invalid(std::string_view advice) {
  return error_reply_with_advice(ErrorId::kBodyInvalid, advice);
}

Refusal read_url(std::string_view url, core::Job& job) {
  InlineMedia media(0);  // a recording inside a request is no large file
  media.push(url);
  auto input = media.finish(core::MediaKind::kVideo);
  if (auto* refusal = std::get_if<ErrorReply>(&input)) return std::move(*refusal);
  job.input = std::get<core::MediaInput>(std::move(input));
  if (!std::holds_alternative<core::MediaUrl>(job.input)) return error_reply(ErrorId::kUrlInvalid);
  return {};
}

Refusal read_recording(const ChatFields& fields, JobRequest& request) {
  if (fields.file_id.has_value() == fields.url.has_value()) {
    return invalid("Either file_id or url must be given.");
  }
  request.job.media_kind =
      fields.media == "video" ? core::MediaKind::kVideo : core::MediaKind::kAudio;
  if (fields.url) return read_url(*fields.url, request.job);
  request.file_id = *fields.file_id;
  if (request.file_id.empty()) return error_reply(ErrorId::kFieldNeeded, {"file_id"});
  return {};
}

Refusal read_voices(const json::array& names, std::vector<std::string>& voices) {
  constexpr std::size_t kMost = 100;
  for (const auto& name : names) {
    const auto* text = name.if_string();
    if (text == nullptr || text->empty() || names.size() > kMost) {
      return invalid("The film.voices must be names of voices, 100 at most.");
    }
    voices.emplace_back(*text);
  }
  return {};
}

// What goes with a film, of fields that were read otherwise.
Refusal check_with_film(const ChatFields& fields, bool wants_audio) {
  if (wants_audio) {
    return invalid(
        "A film has its speech in it: leave audio out of the modalities, and name "
        "voices in film.voices.");
  }
  if (fields.url) return invalid("A film is made of a file: upload it, and give its file_id.");
  if (fields.max_text_tokens) return invalid("A film is whole: leave max_tokens out.");
  if (fields.speech_rate != 1.0) {
    return invalid("Speech in a film has the time of what was said: leave speech_rate out.");
  }
  return {};
}

Refusal read_film(const ChatFields& fields, bool wants_audio, JobRequest& request) {
  if (!fields.film) return {};
  if (auto refusal = check_with_film(fields, wants_audio)) return refusal;
  auto& film = request.film.emplace();
  film.format = fields.film_format.value_or(film.format);
  auto& settings = film.settings;
  settings.source = request.job.source;
  settings.target = request.job.target.value_or(settings.target);
  settings.chinese_script = request.job.chinese_script;
  settings.glossary = request.job.glossary;
  settings.tell_speakers = fields.film_speakers;
  settings.duck_db = fields.film_duck_db.value_or(settings.duck_db);
  if (fields.film_original) {
    settings.original =
        output::parse_original_sound(*fields.film_original).value_or(settings.original);
  }
  if (fields.film_subtitles) {
    settings.subtitles =
        output::parse_dub_subtitles(*fields.film_subtitles).value_or(settings.subtitles);
  }
  return fields.film_voices == nullptr ? Refusal()
                                       : read_voices(*fields.film_voices, settings.voices);
}

Refusal read_body(const json::object& body, std::size_t max_terms, JobRequest& request) {
  ChatFields fields;
  bool wants_audio = false;
  if (auto refusal = read_fields(job_fields(), body, fields)) return refusal;
  if (auto refusal = check_needed(job_fields(), body, Needed::kAlways)) return refusal;
  if (auto refusal = check_choices(recording_fields(), body)) return refusal;
  if (auto refusal = check_model(*fields.model)) return refusal;
  request.model = *fields.model;
  if (auto refusal = read_modalities(fields, wants_audio)) return refusal;
  if (wants_audio) {
    if (auto refusal = check_needed(job_fields(), body, Needed::kForSpeech)) return refusal;
  }
  if (auto refusal = read_wishes(fields, wants_audio, max_terms, request.job)) return refusal;
  if (auto refusal = read_film(fields, wants_audio, request)) return refusal;
  return read_recording(fields, request);
}

}  // namespace

std::variant<JobRequest, ErrorReply> read_job_request(std::string_view body,
                                                      std::size_t max_terms) {
  BodyReader reader(0);
  reader.write(body);
  std::string fault;
  const auto* value = reader.finish(fault);
  if (value == nullptr) return invalid("The JSON cannot be read: " + fault + ".");
  const auto* object = value->if_object();
  if (object == nullptr) return invalid("It must be a JSON object.");
  JobRequest request;
  if (auto refusal = read_body(*object, max_terms, request)) return *std::move(refusal);
  return request;
}

}  // namespace dragoman::api::wire

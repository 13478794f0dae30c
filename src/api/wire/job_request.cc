#include "api/wire/job_request.h"

#include <utility>

#include <boost/json.hpp>

#include "api/wire/body_reader.h"
#include "api/wire/inline_media.h"
#include "api/wire/job_wishes.h"

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

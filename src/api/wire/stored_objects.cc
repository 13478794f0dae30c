#include "api/wire/stored_objects.h"

#include <array>

#include <boost/json.hpp>

#include "jobs/job_table.h"
#include "output/json_objects.h"

namespace dragoman::api::wire {

namespace json = boost::json;

namespace {

json::value time_or_null(const std::optional<std::int64_t>& time) {
  return time ? json::value(*time) : json::value(nullptr);
}

json::object file_of(const jobs::FileRecord& file) {
  return {{"id", file.id},
          {"object", "file"},
          {"bytes", file.bytes},
          {"created_at", file.created},
          {"expires_at", file.expires},
          {"filename", file.name},
          {"purpose", file.purpose},
          {"status", "processed"}};
}

json::object part_of(const jobs::PartRecord& part) {
  return {{"id", part.id},
          {"object", "upload.part"},
          {"bytes", part.bytes},
          {"created_at", part.created},
          {"upload_id", part.upload}};
}

json::value error_of(const jobs::JobRecord& job) {
  if (job.error.empty()) return nullptr;
  boost::system::error_code damaged;
  const auto event = json::parse(job.error, damaged);
  const auto* object = event.if_object();
  const auto* error = object != nullptr ? object->if_contains("error") : nullptr;
  return error != nullptr ? *error : json::value(nullptr);
}

json::value finish_reason_of(const jobs::JobRecord& job) {
  if (!job.finished) return nullptr;
  return json::value(job.finished->reason == core::FinishReason::kLength ? "length" : "stop");
}

json::object job_of(const jobs::JobRecord& job) {
  json::object object{{"id", job.id}, {"object", "job"}, {"status", jobs::name_of(job.state)}};
  object["file_id"] = job.file.empty() ? json::value(nullptr) : json::value(job.file);
  object["film"] = job.film.empty() ? json::value(nullptr) : json::value(job.film);
  object["created_at"] = job.created;
  object["started_at"] = time_or_null(job.started);
  object["ended_at"] = time_or_null(job.ended);
  object["expires_at"] = job.expires;
  object["progress"] = output::progress_object({job.done, job.total});
  object["finish_reason"] = finish_reason_of(job);
  object["usage"] =
      job.finished ? json::value(output::usage_object(job.finished->usage)) : json::value();
  object["error"] = error_of(job);
  return object;
}

template <class Record, class Object>
std::string list_of(const Listed<Record>& listed, Object object) {
  json::array data;
  for (const auto& record : listed.records) data.push_back(object(record));
  json::object list{{"object", "list"}, {"data", std::move(data)}};
  const auto id = [](const Record& record) { return json::value(record.id); };
  const auto& records = listed.records;
  list["first_id"] = records.empty() ? json::value() : id(records.front());
  list["last_id"] = records.empty() ? json::value() : id(records.back());
  list["has_more"] = listed.has_more;
  return json::serialize(list);
}

}  // namespace

std::string file_object(const jobs::FileRecord& file) { return json::serialize(file_of(file)); }
std::string file_list(const Listed<jobs::FileRecord>& files) { return list_of(files, file_of); }

std::string deleted_object(std::string_view object, std::string_view id) {
  return json::serialize(json::object{{"id", id}, {"object", object}, {"deleted", true}});
}

std::string upload_object(const jobs::UploadRecord& upload,
                          const std::optional<jobs::FileRecord>& file,
                          const std::vector<jobs::PartRecord>& parts) {
  constexpr std::array<std::string_view, 3> kStatus{"pending", "completed", "cancelled"};
  json::array part_list;
  for (const auto& part : parts) part_list.push_back(part_of(part));
  json::object object{{"id", upload.id},
                      {"object", "upload"},
                      {"bytes", upload.bytes},
                      {"created_at", upload.created},
                      {"expires_at", upload.expires},
                      {"filename", upload.name},
                      {"purpose", upload.purpose},
                      {"status", kStatus[static_cast<std::size_t>(upload.state)]}};
  object["file"] = file ? json::value(file_of(*file)) : json::value(nullptr);
  object["parts"] = std::move(part_list);
  return json::serialize(object);
}

std::string part_object(const jobs::PartRecord& part) { return json::serialize(part_of(part)); }
std::string job_object(const jobs::JobRecord& job) { return json::serialize(job_of(job)); }
std::string job_list(const Listed<jobs::JobRecord>& jobs) { return list_of(jobs, job_of); }

}  // namespace dragoman::api::wire

#include "api/handlers/job_results.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "api/handlers/download.h"
#include "base/sha256.h"
#include "jobs/result.h"
#include "output/formats.h"

namespace dragoman::api {

namespace {

struct Form {
  std::string_view content_type;
  std::string_view suffix;
};

// In the order of output::Format.
constexpr std::array<Form, 5> kForms{{{"text/plain; charset=utf-8", ".txt"},
                                      {"application/json", ".json"},
                                      {"application/x-subrip; charset=utf-8", ".srt"},
                                      {"text/vtt; charset=utf-8", ".vtt"},
                                      {"audio/wav", ".wav"}}};

// A film's kind of file is one of those that wire/field_table.cc lists.
std::string_view film_type(std::string_view format) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypes{
      {{"mp4", "video/mp4"},
       {"m4v", "video/mp4"},
       {"mov", "video/quicktime"},
       {"mkv", "video/x-matroska"},
       {"webm", "video/webm"},
       {"m4a", "audio/mp4"},
       {"mka", "audio/x-matroska"},
       {"opus", "audio/ogg"},
       {"ogg", "audio/ogg"},
       {"mp3", "audio/mpeg"},
       {"flac", "audio/flac"},
       {"wav", "audio/wav"}}};
  for (const auto& [name, type] : kTypes) {
    if (name == format) return type;
  }
  return "application/octet-stream";
}

Response speech(Stored& stored, const jobs::JobRecord& job, Download what, const Request& request) {
  // The database says how much of the file counts.
  const auto samples = stored.state.jobs().samples_before(job.id, INT64_MAX);
  if (!samples) return failed(samples.error(), request);
  auto file = stored.state.speech_bytes().read(job.id);
  if (!file && file.error().kind == base::ErrorKind::kNotFound) {
    return conflict("The job ended before anything was spoken.", request);
  }
  if (!file) return failed(file.error(), request);
  what.tag = fmt::format("{}-{}", job.id, *samples);
  what.file_bytes = static_cast<std::uint64_t>(*samples) * sizeof(std::int16_t);
  what.head = output::wav_header(what.file_bytes);
  what.file = *std::move(file);
  return download(std::move(what), request);
}

}  // namespace

Response job_result(Stored& stored, const jobs::JobRecord& job, const core::Job& wish,
                    output::Format format, const Request& request) {
  if (!jobs::has_ended(job.state)) {
    return conflict("The job has not ended yet: follow its events.", request);
  }
  const auto& [content_type, suffix] = kForms[static_cast<std::size_t>(format)];
  Download what{.content_type = content_type, .name = job.id + std::string(suffix), .tag = {}};
  if (format == output::Format::kWav) {
    if (!job.film.empty()) return conflict("The speech of this job is in its film.", request);
    if (!wish.speech) return conflict("This job was asked for text alone.", request);
    return speech(stored, job, std::move(what), request);
  }
  output::StringSink sink;
  const output::Facts facts{.target = wish.target,
                            .model_ids = job.models,
                            .find_line_breaks = stored.options.find_line_breaks};
  auto status = jobs::write_result(stored.state.jobs(), job, format, facts, sink);
  if (!status) return failed(status.error(), request);
  what.head = sink.bytes();
  what.tag = base::sha256_hex(what.head);  // another version may write it otherwise
  return download(std::move(what), request);
}

Response job_film(Stored& stored, const jobs::JobRecord& job, const Request& request) {
  if (job.film.empty()) return conflict("This job was not asked for a film.", request);
  if (!jobs::has_ended(job.state)) {
    return conflict("The job has not ended yet: follow its events.", request);
  }
  if (job.state != jobs::JobState::kSucceeded) {
    return conflict("The job ended before its film was made.", request);
  }
  auto file = stored.state.films().read(job.id);
  if (!file) return failed(file.error(), request);
  const auto bytes = file->size();
  return download({.content_type = film_type(job.film),
                   .name = fmt::format("{}.{}", job.id, job.film),
                   .tag = fmt::format("{}-{}", job.id, bytes),
                   .file = *std::move(file),
                   .file_bytes = bytes},
                  request);
}

}  // namespace dragoman::api

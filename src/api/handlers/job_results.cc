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

}  // namespace dragoman::api

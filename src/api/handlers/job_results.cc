#include "api/handlers/job_results.h"

#include <array>
#include <utility>

#include "jobs/result.h"
#include "output/formats.h"

namespace dragoman::api {

namespace {

struct Download {
  std::string_view content_type;
  std::string_view suffix;
};

// In the order of output::Format.
constexpr std::array<Download, 5> kDownloads{{{"text/plain; charset=utf-8", ".txt"},
                                              {"application/json", ".json"},
                                              {"application/x-subrip; charset=utf-8", ".srt"},
                                              {"text/vtt; charset=utf-8", ".vtt"},
                                              {"audio/wav", ".wav"}}};

Response speech(Stored& stored, const jobs::JobRecord& job, std::vector<Header> headers,
                const Request& request) {
  // The database says how much of the file counts.
  const auto samples = stored.state.jobs().samples_before(job.id, INT64_MAX);
  if (!samples) return failed(samples.error(), request);
  const auto bytes = static_cast<std::uint64_t>(*samples) * sizeof(std::int16_t);
  auto file = stored.state.speech_bytes().read(job.id);
  if (!file) return conflict("The job ended before anything was spoken.", request);
  return {.headers = std::move(headers),
          .chunks = file_chunks(*std::move(file), output::wav_header(bytes), bytes)};
}

}  // namespace

Response job_result(Stored& stored, const jobs::JobRecord& job, const core::Job& wish,
                    output::Format format, const Request& request) {
  if (!jobs::has_ended(job.state)) {
    return conflict("The job has not ended yet: follow its events.", request);
  }
  const auto& [content_type, suffix] = kDownloads[static_cast<std::size_t>(format)];
  auto headers = download_headers(content_type, job.id + std::string(suffix));
  if (format == output::Format::kWav) {
    if (!wish.speech) return conflict("This job was asked for text alone.", request);
    return speech(stored, job, std::move(headers), request);
  }
  output::StringSink sink;
  const output::Facts facts{
      .target = wish.target, .model_ids = {}, .find_line_breaks = stored.options.find_line_breaks};
  auto status = jobs::write_result(stored.state.jobs(), job, format, facts, sink);
  if (!status) return failed(status.error(), request);
  return {.headers = std::move(headers), .body = sink.bytes()};
}

}  // namespace dragoman::api

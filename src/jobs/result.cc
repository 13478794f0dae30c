#include "jobs/result.h"

#include <utility>

namespace dragoman::jobs {

namespace {

constexpr std::int64_t kReadAtOnce = 256;

base::Status write(output::Writer& writer, const LoggedEvent& logged) {
  if (const auto* started = std::get_if<core::Started>(&logged.event)) {
    return writer.write(*started);
  }
  const auto* sentence = std::get_if<Sentence>(&logged.event);
  if (sentence == nullptr) return {};
  if (!sentence->delta.empty()) {
    if (auto status = writer.write(core::TextDelta{sentence->delta}); !status) return status;
  }
  return writer.write(core::SegmentDone{sentence->segment});
}

}  // namespace

base::Status write_result(JobTable& table, const JobRecord& job, output::Format format,
                          output::Facts facts, output::ByteSink& sink) {
  const auto writer = output::make_writer(format, sink, std::move(facts));
  for (std::int64_t seq = 0;;) {
    const auto events = table.events(job.id, seq, kReadAtOnce);
    if (!events) return events.error();
    if (events->empty()) break;
    for (const auto& logged : *events) {
      seq = logged.seq;
      if (auto status = write(*writer, logged); !status) return status;
    }
  }
  if (job.finished) {
    if (auto status = writer->write(*job.finished); !status) return status;
  }
  return writer->finish();
}

}  // namespace dragoman::jobs

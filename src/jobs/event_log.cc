#include "jobs/event_log.h"

#include <utility>

#include "base/bytes.h"

namespace dragoman::jobs {

base::Result<std::unique_ptr<EventLog>> EventLog::open(JobTable& table, Shelf& speech,
                                                       const std::string& job,
                                                       const LogState& state,
                                                       std::function<void()> changed) {
  const auto kept_bytes =
      static_cast<std::uint64_t>(state.resume.spoken_samples) * sizeof(std::int16_t);
  auto draft = speech.write(job, kept_bytes);
  if (!draft) return draft.error();
  (*draft)->keep();  // it goes with the job, and not before
  if ((*draft)->bytes() != kept_bytes) {
    return base::Error{base::ErrorKind::kIo, "", "the samples of a job's speech are gone"};
  }
  return std::unique_ptr<EventLog>(
      new EventLog(table, job, state, *std::move(draft), std::move(changed)));
}

EventLog::EventLog(JobTable& table, std::string job, const LogState& state,
                   std::unique_ptr<Draft> speech, std::function<void()> changed)
    : table_(table),
      job_(std::move(job)),
      speech_(std::move(speech)),
      changed_(std::move(changed)),
      started_(state.started),
      last_seq_(state.last_seq),
      kept_samples_(state.resume.spoken_samples) {}

EventLog::~EventLog() = default;

base::Status EventLog::emit(core::Event event, const base::CancelToken& cancel) {
  if (auto status = cancel.check(); !status) return status;
  auto status = std::visit([this](const auto& one) { return on(one); }, event);
  if (status) changed_();
  return status;
}

base::Status EventLog::on(const core::Started& started) {
  if (std::exchange(started_, true)) return {};
  return append({.seq = 0, .event = started});
}

base::Status EventLog::on(const core::TextDelta& delta) {
  delta_ += delta.text;
  return {};
}

base::Status EventLog::on(const core::SegmentDone& done) {
  return append({.seq = 0, .event = Sentence{std::exchange(delta_, {}), done.segment}});
}

base::Status EventLog::on(const core::AudioDelta& delta) {
  samples_.insert(samples_.end(), delta.samples.begin(), delta.samples.end());
  return {};
}

base::Status EventLog::on(const core::SpeechDone&) {
  const auto samples = std::exchange(samples_, {});
  if (!samples.empty()) {
    if (auto status = speech_->append(base::to_pcm16le(samples)); !status) return status;
    if (auto status = speech_->sync(); !status) return status;
  }
  const Speech speech{kept_samples_, static_cast<std::int64_t>(samples.size())};
  kept_samples_ += speech.samples;
  return append({.seq = 0, .event = speech});
}

base::Status EventLog::on(const core::Progress& progress) {
  return table_.set_progress(job_, progress);
}

base::Status EventLog::on(const core::Finished& finished) {
  finished_ = finished;
  return {};
}

base::Status EventLog::append(LoggedEvent event) {
  event.seq = last_seq_ + 1;
  if (auto status = table_.append(job_, event); !status) return status;
  last_seq_ = event.seq;
  return {};
}

}  // namespace dragoman::jobs

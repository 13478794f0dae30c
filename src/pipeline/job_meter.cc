#include "pipeline/job_meter.h"

#include <utility>
#include <variant>

#include "core/audio.h"

namespace dragoman::pipeline {

JobMeter::JobMeter(const JobMetrics& metrics, core::EventSink& sink)
    : metrics_(metrics), sink_(sink) {
  metrics_.running.add(1);
}

JobMeter::~JobMeter() { metrics_.running.add(-1); }

// Before the sink has it: what a slow reader costs is no latency of ours.
base::Status JobMeter::emit(core::Event event, const base::CancelToken& cancel) {
  count(event);
  return sink_.emit(std::move(event), cancel);
}

void JobMeter::count(const core::Event& event) {
  if (std::holds_alternative<core::TextDelta>(event)) {
    if (!std::exchange(text_seen_, true)) metrics_.first_text_s.observe(seconds());
  } else if (const auto* audio = std::get_if<core::AudioDelta>(&event)) {
    if (spoken_samples_ == 0) metrics_.first_audio_s.observe(seconds());
    spoken_samples_ += static_cast<std::int64_t>(audio->samples.size());
  } else if (const auto* finished = std::get_if<core::Finished>(&event)) {
    count(finished->usage);
  }
}

void JobMeter::count(const core::Usage& usage) {
  const double heard_s = usage.input_duration.count();
  const double spoken_s = static_cast<double>(spoken_samples_) / core::kSpeakRateHz;
  metrics_.input_audio_tokens.add(static_cast<double>(usage.input_audio_tokens));
  metrics_.input_video_tokens.add(static_cast<double>(usage.input_video_tokens.value_or(0)));
  metrics_.text_tokens.add(static_cast<double>(usage.output_text_tokens));
  metrics_.output_audio_tokens.add(static_cast<double>(usage.output_audio_tokens));
  metrics_.input_audio_s.add(heard_s);
  metrics_.output_audio_s.add(spoken_s);
  const double length_s = heard_s > 0 ? heard_s : spoken_s;
  if (length_s > 0) metrics_.real_time.observe(seconds() / length_s);
}

base::Status JobMeter::ended(base::Status status) {
  metrics_.time_s.observe(seconds());
  if (status) {
    metrics_.done.add();
  } else if (status.error().kind == base::ErrorKind::kCancelled) {
    metrics_.cancelled.add();
  } else if (status.error().kind == base::ErrorKind::kDeadlineExceeded) {
    metrics_.overdue.add();
  } else {
    metrics_.failed.add();
  }
  return status;
}

double JobMeter::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

}  // namespace dragoman::pipeline

#include "pipeline/usage.h"

#include "core/accounting.h"
#include "core/audio.h"

namespace dragoman::pipeline {

namespace {

core::Seconds duration(std::int64_t samples, int rate_hz) {
  return core::Seconds(static_cast<double>(samples) / rate_hz);
}

}  // namespace

core::Usage UsageMeter::total(std::optional<std::int64_t> video_tokens) const {
  core::Usage usage;
  usage.input_duration = duration(input_samples_, core::kListenRateHz);
  usage.input_audio_tokens = core::audio_tokens(usage.input_duration);
  usage.input_video_tokens = video_tokens;
  usage.output_audio_tokens = core::audio_tokens(duration(output_samples_, core::kSpeakRateHz));
  usage.output_text_tokens = text_tokens_;
  return usage;
}

}  // namespace dragoman::pipeline

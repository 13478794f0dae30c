#include "pipeline/usage.h"

#include "core/accounting.h"
#include "core/audio.h"

namespace dragoman::pipeline {

namespace {

core::Seconds duration(std::int64_t samples, int rate_hz) {
  return core::Seconds(static_cast<double>(samples) / rate_hz);
}

}  // namespace

core::Seconds UsageMeter::input_duration() const {
  return duration(input_samples_, core::kListenRateHz);
}

core::Usage UsageMeter::total(std::optional<std::int64_t> video_tokens) const {
  core::Usage usage;
  usage.input_duration = input_duration();
  usage.input_audio_tokens = core::audio_tokens(usage.input_duration);
  usage.input_video_tokens = video_tokens;
  usage.output_audio_tokens = core::audio_tokens(duration(output_samples_, core::kSpeakRateHz));
  usage.output_text_tokens = text_tokens_;
  return usage;
}

base::Status check_input_tokens(std::int64_t tokens, std::optional<std::int64_t> limit) {
  if (!limit || tokens <= *limit) return {};
  return base::Error{base::ErrorKind::kInputTooLong,
                     "The recording counts more tokens than the server takes. Send it in parts.",
                     ""};
}

}  // namespace dragoman::pipeline

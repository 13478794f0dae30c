#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "core/audio.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

namespace {

std::int16_t to_pcm16(float sample) {
  return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F));
}

std::vector<std::int16_t> behind_pause(double pause_s, const engines::Speech& speech) {
  const auto pause = static_cast<std::size_t>(pause_s * core::kSpeakRateHz);
  std::vector<std::int16_t> samples(pause + speech.size());
  std::ranges::transform(speech, samples.begin() + static_cast<std::ptrdiff_t>(pause), to_pcm16);
  return samples;
}

}  // namespace

base::Status speak_stage(JobContext& context) {
  bool anything_said = false;
  while (auto pending = context.speeches.pop(context.cancel)) {
    auto speech = pending->speech.get();
    if (!speech) return speech.error();
    if (speech->empty()) continue;
    const bool first = !std::exchange(anything_said, true);
    const auto pause_s = first ? 0.0 : pending->pause_before_s / context.job.speech->rate;
    auto samples = behind_pause(pause_s, *speech);
    context.usage.add_output_samples(samples.size());
    if (auto status = context.emitter.emit(core::AudioDelta{std::move(samples)}); !status) {
      return status;
    }
  }
  return context.cancel.check();
}

}  // namespace dragoman::pipeline

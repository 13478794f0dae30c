#include <algorithm>
#include <cmath>
#include <utility>

#include "core/audio.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

namespace {

constexpr double kPauseAfterSentence_s = 0.25;
constexpr double kPauseAfterClause_s = 0.1;

std::int16_t to_pcm16(float sample) {
  return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F));
}

std::vector<std::int16_t> with_pause(const engines::Speech& speech, double pause_s) {
  const auto pause = static_cast<std::size_t>(pause_s * core::kSpeakRateHz);
  std::vector<std::int16_t> samples(speech.size() + pause);
  std::ranges::transform(speech, samples.begin(), to_pcm16);
  return samples;
}

}  // namespace

base::Status speak_stage(JobContext& context) {
  while (auto pending = context.speeches.pop(context.cancel)) {
    auto speech = pending->speech.get();
    if (!speech) return speech.error();
    if (speech->empty()) continue;
    const double pause_s = pending->ends_sentence ? kPauseAfterSentence_s : kPauseAfterClause_s;
    auto samples = with_pause(*speech, pause_s);
    context.usage.add_output_samples(samples.size());
    if (auto status = context.emitter.emit(core::AudioDelta{std::move(samples)}); !status) {
      return status;
    }
  }
  return context.cancel.check();
}

}  // namespace dragoman::pipeline

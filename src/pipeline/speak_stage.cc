#include <utility>

#include "pipeline/speech_pcm.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

base::Status speak_stage(JobContext& context) {
  const auto& resume = context.job.resume;
  bool anything_said = resume.spoken_samples > 0;
  context.usage.add_output_samples(static_cast<std::size_t>(resume.spoken_samples));
  while (auto pending = context.speeches.pop(context.cancel)) {
    if (!pending->speech.valid()) {
      if (auto status = context.emitter.emit(core::SpeechDone{}); !status) return status;
      continue;
    }
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

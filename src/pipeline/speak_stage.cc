#include <utility>

#include "pipeline/speech_pcm.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

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

#include <utility>

#include "pipeline/speech_pcm.h"
#include "pipeline/stages.h"

namespace dragoman::pipeline {

base::Status speak_stage(JobContext& context) {
  while (auto pending = context.speeches.pop(context.cancel)) {
    auto speech = pending->speech.get();
    if (!speech) return speech.error();
    if (speech->empty()) continue;
    auto samples = with_pause(*speech, pending->ends_sentence);
    context.usage.add_output_samples(samples.size());
    if (auto status = context.emitter.emit(core::AudioDelta{std::move(samples)}); !status) {
      return status;
    }
  }
  return context.cancel.check();
}

}  // namespace dragoman::pipeline

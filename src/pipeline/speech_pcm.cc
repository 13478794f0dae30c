#include "pipeline/speech_pcm.h"

#include <algorithm>
#include <cmath>

#include "core/audio.h"

namespace dragoman::pipeline {

namespace {

constexpr double kPauseAfterSentence_s = 0.25;
constexpr double kPauseAfterClause_s = 0.1;

std::int16_t to_pcm16(float sample) {
  return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F));
}

}  // namespace

std::vector<std::int16_t> with_pause(const engines::Speech& speech, bool ends_sentence) {
  const double pause_s = ends_sentence ? kPauseAfterSentence_s : kPauseAfterClause_s;
  const auto pause = static_cast<std::size_t>(pause_s * core::kSpeakRateHz);
  std::vector<std::int16_t> samples(speech.size() + pause);
  std::ranges::transform(speech, samples.begin(), to_pcm16);
  return samples;
}

}  // namespace dragoman::pipeline

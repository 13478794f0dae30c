#include "pipeline/speech_pcm.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/audio.h"

namespace dragoman::pipeline {

namespace {

std::int16_t to_pcm16(float sample) {
  return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F));
}

}  // namespace

std::vector<std::int16_t> behind_pause(double pause_s, const engines::Speech& speech) {
  const auto pause = static_cast<std::size_t>(pause_s * core::kSpeakRateHz);
  std::vector<std::int16_t> samples(pause + speech.size());
  std::ranges::transform(speech, samples.begin() + static_cast<std::ptrdiff_t>(pause), to_pcm16);
  return samples;
}

}  // namespace dragoman::pipeline

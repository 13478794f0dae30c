#include "engines/onnx/kokoro_frames.h"

#include <algorithm>
#include <cmath>

namespace dragoman::engines::onnx {

namespace {

thread_local const FrameRule* rule_of_thread = nullptr;

// Where a place of the spoken waveform lies at the usual speed, in frames.
double usual_place(const TokenFrames& frames, double spoken_place) {
  double usual = 0;
  for (std::size_t i = 0; i < frames.spoken.size(); ++i) {
    const double length = frames.spoken[i];
    if (spoken_place <= length) return usual + frames.usual[i] * spoken_place / length;
    spoken_place -= length;
    usual += frames.usual[i];
  }
  return usual;
}

}  // namespace

std::vector<float> usual_frames(std::span<const float> predicted) {
  std::vector<float> frames(predicted.size());
  std::ranges::transform(predicted, frames.begin(),
                         [](float each) { return std::max(1.0F, std::nearbyint(each)); });
  return frames;
}

std::vector<float> frames_at_speed(std::span<const float> usual, double speed) {
  std::vector<float> frames(usual.size());
  double owed = 0;
  for (std::size_t i = 0; i < usual.size(); ++i) {
    owed += usual[i] / speed;
    frames[i] = static_cast<float>(std::max(1.0, std::round(owed)));
    owed -= frames[i];
  }
  return frames;
}

double usual_samples(const TokenFrames& frames, SampleRange spoken) {
  const auto place = [&](std::size_t sample) {
    return usual_place(frames, static_cast<double>(sample) / kKokoroFrameSamples);
  };
  return (place(spoken.end) - place(spoken.begin)) * kKokoroFrameSamples;
}

FrameRuleScope::FrameRuleScope(const FrameRule& rule) { rule_of_thread = &rule; }
FrameRuleScope::~FrameRuleScope() { rule_of_thread = nullptr; }
const FrameRule* FrameRuleScope::current() { return rule_of_thread; }

}  // namespace dragoman::engines::onnx

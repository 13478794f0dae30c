#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "engines/samples.h"

namespace dragoman::engines::onnx {

/// Kokoro gives each token, the padding included, a whole number of frames, at least one.
inline constexpr std::size_t kKokoroFrameSamples = 600;

/// How long the tokens of a call last, in frames: at the model's usual speed, and as they were
/// spoken.
struct TokenFrames {
  std::vector<float> usual;
  std::vector<float> spoken;
};

/// The model's own way at the usual speed: each prediction rounded (half to even), at least 1.
[[nodiscard]] std::vector<float> usual_frames(std::span<const float> predicted);

/// The same at another speed: together sum of `usual` / speed, to a frame, or one each where that
/// is more. What rounding takes from a token it gives to the next, so the rhythm stays.
[[nodiscard]] std::vector<float> frames_at_speed(std::span<const float> usual, double speed);

/// How many samples lie between two places of the spoken waveform when the same tokens are spoken
/// at the usual speed.
[[nodiscard]] double usual_samples(const TokenFrames& frames, SampleRange spoken);

/// Says how long tokens last, on the thread that runs the graph: gets the model's predictions, not
/// rounded, and gives as many whole numbers from 1; or none, and the run ends there with an error:
/// most of its time and memory is what follows.
using FrameRule = std::function<std::vector<float>(std::span<const float> predicted)>;

/// While it lives, graphs that this thread runs with own_kernels.h ask `rule` once a run, where
/// they round the predictions. At most one on a thread; without one they round.
class FrameRuleScope {
 public:
  explicit FrameRuleScope(const FrameRule& rule);
  FrameRuleScope(const FrameRuleScope&) = delete;
  FrameRuleScope& operator=(const FrameRuleScope&) = delete;
  ~FrameRuleScope();

  /// The rule of this thread, or null.
  [[nodiscard]] static const FrameRule* current();
};

}  // namespace dragoman::engines::onnx

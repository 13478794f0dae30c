#pragma once

#include <span>
#include <vector>

#include "base/result.h"

namespace dragoman::engines {

/// What synthesisers leave before and after speech, in seconds: enough that no sound is cut, little
/// enough that whoever joins sentences sets the pauses.
inline constexpr double kAirSeconds = 0.05;

/// The part of mono `samples` at `rate_hz` from kAirSeconds before the first audible sample to as
/// much after the last; less where the recording is shorter. Audible: above -46 dB of full scale
/// over a hundredth of a second. Empty where nothing is audible.
[[nodiscard]] std::span<const float> without_silence(std::span<const float> samples, int rate_hz);

/// Brings samples into [-1, 1]. Error: kInternal where one is no number.
[[nodiscard]] base::Status clamp_samples(std::span<float> samples);

/// Appends so many seconds of silence.
void append_pause(std::vector<float>& samples, double seconds, int rate_hz);

}  // namespace dragoman::engines

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace dragoman::engines {

/// What synthesisers leave before and after speech, in seconds: enough that no sound is cut, little
/// enough that whoever joins sentences sets the pauses.
inline constexpr double kAirSeconds = 0.05;

/// From the first audible sample of mono `samples` at `rate_hz` to behind the last. Audible: above
/// -46 dB of full scale over a hundredth of a second. Empty where nothing is audible.
struct SampleRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
[[nodiscard]] SampleRange audible_range(std::span<const float> samples, int rate_hz);

/// The part of mono `samples` at `rate_hz` from kAirSeconds before the first audible sample to as
/// much after the last; less where the recording is shorter. Empty where nothing is audible.
[[nodiscard]] std::span<const float> without_silence(std::span<const float> samples, int rate_hz);

/// Where to cut speech in two with the least harm: the middle of the quietest 50 ms of the middle
/// third of mono `samples` at `rate_hz`. An index of `samples`; 0 where there is none.
[[nodiscard]] std::size_t quietest_near_middle(std::span<const float> samples, int rate_hz);

/// Error: kInternal where a sample is no number.
[[nodiscard]] base::Status check_samples(std::span<const float> samples);

/// Lets speech come out of silence and go back into it within 5 ms at each end, by half a cosine,
/// so that it can be joined to silence without a click.
void fade_ends(std::span<float> samples, int rate_hz);

}  // namespace dragoman::engines

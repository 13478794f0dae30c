#pragma once

#include <span>

#include "base/result.h"

namespace dragoman::engines {

/// How loud every stretch of speech is made, in LUFS (EBU R 128, ITU-R BS.1770-4). About the
/// loudest at which no voice needs a limiter: the peaks of speech stand 14 to 21 dB above it.
inline constexpr double kLoudness_lufs = -21.0;
/// No peak between samples is higher, in dB of full scale.
inline constexpr double kTruePeak_db = -1.0;

/// How loud mono speech is, in LUFS: its gated integrated loudness; what is too short to have
/// unstressed syllables by its loudest 400 ms less the 2.5 LU that these stand above a sentence.
/// Minus infinity where nothing is heard. Error: kInternal.
[[nodiscard]] base::Result<double> loudness_lufs(std::span<const float> speech, int rate_hz);

/// Multiplies mono speech by one factor, so that nothing pumps: at most 12 dB up or 20 down, to
/// kLoudness_lufs, but not above kTruePeak_db. Samples may be of any size, afterwards they are in
/// [-1, 1]. Silence stays. Error: kInternal.
[[nodiscard]] base::Status level(std::span<float> speech, int rate_hz);

}  // namespace dragoman::engines

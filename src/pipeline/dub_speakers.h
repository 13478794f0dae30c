#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/dub.h"
#include "pipeline/engines.h"
#include "pipeline/limits.h"

namespace dragoman::pipeline {

/// How high somebody speaks, in Hz: the median over the voiced stretches of mono samples at
/// core::kListenRateHz, by their normalised autocorrelation between 60 and 400 Hz (the first of its
/// nearly highest peaks, as in McLeod and Wyvill 2005). 0 where nothing is voiced.
[[nodiscard]] double pitch_hz(std::span<const float> samples);

/// One line as its speaker sounds in it.
struct VoicePrint {
  double pitch_hz = 0;  ///< 0: not known.
  double seconds = 0;
};

/// Who speaks which line, numbered from 0 in the order of their first lines: people whose pitches
/// lie at least four semitones apart, and clearly further than each of them wavers. A line whose
/// pitch is not known is the speaker's before it. At most four are told apart; two of the same
/// pitch are not.
[[nodiscard]] std::vector<int> group_speakers(std::span<const VoicePrint> lines);

/// Sets the speaker of each line by listening to the film once more, and returns each speaker's
/// pitch. Errors: those of opening and reading the film, the token's.
[[nodiscard]] base::Result<std::vector<double>> tell_speakers(const std::string& film,
                                                              const core::DubSettings& settings,
                                                              const Limits& limits,
                                                              std::vector<core::DubLine>& lines,
                                                              const base::CancelToken& cancel);

/// Sets the voice of each line that has none: of the settings' voices that of its speaker, in turn;
/// where they name none, `usual`, and with several speakers one of the speaker's pitch for each, as
/// far as there are. `pitches`: of the speakers, or nothing. Voices are ids of installed ones
/// afterwards. Errors: kVoiceUnsupported.
[[nodiscard]] base::Status choose_voices(const core::DubSettings& settings,
                                         const std::string& usual, std::span<const double> pitches,
                                         const Engines& engines, std::vector<core::DubLine>& lines);

}  // namespace dragoman::pipeline

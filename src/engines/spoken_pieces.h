#pragma once

#include <vector>

#include "base/result.h"
#include "engines/tts.h"

namespace dragoman::engines {

/// One stretch of speech as a model spoke it: at any speed, at any loudness.
struct SpokenPiece {
  std::vector<float> samples;  ///< At core::kSpeakRateHz, from without_silence().
  double usual_s = 0;          ///< How long they would last, spoken at the rate 1.
  double pause_after_s = 0;    ///< At the rate 1.
};

/// The rate that a request comes to for speech that lasts `usual_s` at the rate 1.
[[nodiscard]] double rate_for(const SpeechRequest& request, double usual_s);

/// Joins pieces to the speech of a request: each at the loudness of loudness.h, brought to its
/// length by time_stretch.h, faded at its ends; silence between. All have the same tempo, and the
/// whole is as long as the request's rate or duration says, to a sample. Every synthesiser ends
/// with it. Errors: kInternal (a sample is no number), the token's.
[[nodiscard]] base::Result<Speech> join_pieces(std::vector<SpokenPiece> pieces,
                                               const SpeechRequest& request);

}  // namespace dragoman::engines

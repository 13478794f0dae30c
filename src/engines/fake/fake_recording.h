#pragma once

#include <string>
#include <vector>

namespace dragoman::engines::fake {

/// A stretch of a made-up recording: a tone whose loudest sample is `level` / 10, which the fake
/// recogniser reads as line `level` of its script; 0 is silence.
struct Stretch {
  double seconds = 1;
  int level = 0;
};

/// The bytes of a WAV file (mono, 16 kHz, 16 bit) with these stretches.
[[nodiscard]] std::string make_wav(const std::vector<Stretch>& stretches);

}  // namespace dragoman::engines::fake

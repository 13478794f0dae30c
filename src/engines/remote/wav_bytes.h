#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dragoman::engines::remote {

/// Mono samples in [-1, 1] as a RIFF WAVE file of 16 bit.
[[nodiscard]] std::string write_wav(std::span<const float> samples, int rate_hz);

/// Sound that a service sent.
struct Sound {
  std::vector<float> samples;  ///< Mono, in [-1, 1]: the mean of several channels.
  int rate_hz = 0;             ///< 8000 to 192000.
};

/// Reads a RIFF WAVE file, which may be anything: PCM of 16 bit or IEEE float of 32, one or two
/// channels. Lengths that were written before the end was known (0, 0xFFFFFFFF, more than there is)
/// mean all there is, so that what was streamed can be read. Error: kUrlFailed; its detail says
/// what is wrong.
[[nodiscard]] base::Result<Sound> read_wav(std::string_view bytes);

}  // namespace dragoman::engines::remote

#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace dragoman::media::testing {

inline void append_le(std::string& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 255U);
}

/// A WAV file of 16-bit samples, interleaved where there are several channels. `stated_bytes` lies
/// about the size of the data.
inline std::string wav(const std::vector<std::int16_t>& samples, std::uint32_t rate_hz = 16000,
                       std::uint32_t channels = 1, std::int64_t stated_bytes = -1) {
  const auto pcm = base::to_pcm16le(samples);
  const auto size = stated_bytes < 0 ? static_cast<std::uint32_t>(pcm.size())
                                     : static_cast<std::uint32_t>(stated_bytes);
  std::string bytes = "RIFF";
  append_le(bytes, size + 36, 4);
  bytes += "WAVEfmt ";
  append_le(bytes, 16, 4);
  append_le(bytes, 1, 2);
  append_le(bytes, channels, 2);
  append_le(bytes, rate_hz, 4);
  append_le(bytes, rate_hz * channels * 2, 4);
  append_le(bytes, channels * 2, 2);
  append_le(bytes, 16, 2);
  bytes += "data";
  append_le(bytes, size, 4);
  return bytes.append(pcm.begin(), pcm.end());
}

/// A tone of 440 Hz at half amplitude.
inline std::vector<std::int16_t> tone(double seconds, int rate_hz = 16000) {
  std::vector<std::int16_t> samples(static_cast<std::size_t>(seconds * rate_hz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * 440 * static_cast<double>(i) / rate_hz;
    samples[i] = static_cast<std::int16_t>(std::lround(16384 * std::sin(phase)));
  }
  return samples;
}

}  // namespace dragoman::media::testing

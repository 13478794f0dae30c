#include "engines/fake/fake_recording.h"

#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/audio.h"

namespace dragoman::engines::fake {

namespace {

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

}  // namespace

std::string make_wav(const std::vector<Stretch>& stretches) {
  std::string data;
  for (const auto& stretch : stretches) {
    const auto count = static_cast<int>(stretch.seconds * core::kListenRateHz);
    for (int i = 0; i < count; ++i) {
      const double phase = 2 * std::numbers::pi * 500 * i / core::kListenRateHz;
      const double sample = std::sin(phase) * stretch.level / 10.0 * 32767;
      put(data, static_cast<std::uint32_t>(static_cast<std::int16_t>(std::lround(sample))), 2);
    }
  }
  std::string wav = "RIFF";
  put(wav, static_cast<std::uint32_t>(36 + data.size()), 4);
  wav += "WAVEfmt ";
  put(wav, 16, 4);
  put(wav, 1, 2);  // PCM
  put(wav, 1, 2);  // mono
  put(wav, core::kListenRateHz, 4);
  put(wav, core::kListenRateHz * 2, 4);
  put(wav, 2, 2);
  put(wav, 16, 2);
  wav += "data";
  put(wav, static_cast<std::uint32_t>(data.size()), 4);
  return wav + data;
}

}  // namespace dragoman::engines::fake

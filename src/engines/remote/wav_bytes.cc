#include "engines/remote/wav_bytes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>

#include <fmt/format.h>

namespace dragoman::engines::remote {

namespace {

static_assert(std::endian::native == std::endian::little, "WAVE is little-endian");

constexpr std::uint16_t kPcm = 1;
constexpr std::uint16_t kFloat = 3;
constexpr std::size_t kRiffBytes = 12;
constexpr std::size_t kChunkHeadBytes = 8;
constexpr std::size_t kFormatBytes = 16;
constexpr int kLowestHz = 8000;
constexpr int kHighestHz = 192'000;

template <class T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T get(std::string_view bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

base::Error no_wav(std::string_view why) {
  return {base::ErrorKind::kUrlFailed, "The service's answer is no sound.", std::string(why)};
}

struct Format {
  std::uint16_t coding = 0;
  std::uint16_t channels = 0;
  std::uint32_t rate_hz = 0;
  std::uint16_t bits = 0;
};

base::Result<Format> read_format(std::string_view chunk) {
  if (chunk.size() < kFormatBytes) return no_wav("its format is cut off");
  const Format format{get<std::uint16_t>(chunk, 0), get<std::uint16_t>(chunk, 2),
                      get<std::uint32_t>(chunk, 4), get<std::uint16_t>(chunk, 14)};
  const bool known = (format.coding == kPcm && format.bits == 16) ||
                     (format.coding == kFloat && format.bits == 32);
  if (!known) {
    return no_wav(fmt::format("coding {} with {} bits is none of those that are read",
                              format.coding, format.bits));
  }
  if (format.channels < 1 || format.channels > 2)
    return no_wav("it has other than 1 or 2 channels");
  if (format.rate_hz < kLowestHz || format.rate_hz > kHighestHz) return no_wav("its rate is none");
  return format;
}

float sample_at(std::string_view data, const Format& format, std::size_t index) {
  if (format.coding == kPcm) {
    return static_cast<float>(get<std::int16_t>(data, 2 * index)) / 32768.0F;
  }
  const auto value = get<float>(data, 4 * index);
  return std::isfinite(value) ? std::clamp(value, -1.0F, 1.0F) : 0.0F;
}

Sound read_samples(std::string_view data, const Format& format) {
  Sound sound;
  sound.rate_hz = static_cast<int>(format.rate_hz);
  const std::size_t channels = format.channels;
  const auto frames = data.size() / (channels * format.bits / 8);
  sound.samples.reserve(frames);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    float sum = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      sum += sample_at(data, format, frame * channels + channel);
    }
    sound.samples.push_back(sum / static_cast<float>(channels));
  }
  return sound;
}

}  // namespace

std::string write_wav(std::span<const float> samples, int rate_hz) {
  const auto bytes = static_cast<std::uint32_t>(samples.size() * 2);
  const auto rate = static_cast<std::uint32_t>(rate_hz);
  std::string wav = "RIFF";
  put(wav, bytes + 36);
  wav += "WAVEfmt ";
  put(wav, std::uint32_t{kFormatBytes});
  put(wav, kPcm);
  put(wav, std::uint16_t{1});
  put(wav, rate);
  put(wav, 2 * rate);
  put(wav, std::uint16_t{2});
  put(wav, std::uint16_t{16});
  wav += "data";
  put(wav, bytes);
  for (const float sample : samples) {
    put(wav, static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 32767.0F)));
  }
  return wav;
}

base::Result<Sound> read_wav(std::string_view bytes) {
  if (!bytes.starts_with("RIFF") || bytes.size() < kRiffBytes || bytes.substr(8, 4) != "WAVE") {
    return no_wav("it is no RIFF WAVE");
  }
  std::optional<Format> format;
  for (auto rest = bytes.substr(kRiffBytes); rest.size() >= kChunkHeadBytes;) {
    const auto name = rest.substr(0, 4);
    const std::size_t said = get<std::uint32_t>(rest, 4);
    rest.remove_prefix(kChunkHeadBytes);
    if (name == "data") {
      if (!format) return no_wav("its samples come before their format");
      const auto there = said == 0 ? rest.size() : std::min(said, rest.size());
      return read_samples(rest.substr(0, there), *format);
    }
    if (said > rest.size()) break;
    if (name == "fmt ") {
      const auto read = read_format(rest.substr(0, said));
      if (!read) return read.error();
      format = *read;
    }
    rest.remove_prefix(std::min(rest.size(), said + said % 2));
  }
  return no_wav("it has no samples");
}

}  // namespace dragoman::engines::remote

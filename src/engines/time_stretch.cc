#include "engines/time_stretch.h"

#include <sonic.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <type_traits>

namespace dragoman::engines {

namespace {

constexpr double kUnheard = 0.002;
constexpr double kMost = 10.0;
constexpr std::size_t kChunk = 4096;
constexpr int kPasses = 3;

struct Destroy {
  void operator()(sonicStream stream) const { sonicDestroyStream(stream); }
};
using Stream = std::unique_ptr<std::remove_pointer_t<sonicStream>, Destroy>;

base::Error no_memory() {
  return {base::ErrorKind::kInternal, "Speech could not be brought to its length.",
          "Sonic is out of memory"};
}

void take_output(sonicStream stream, std::vector<float>& out) {
  for (;;) {
    const auto at = out.size();
    out.resize(at + kChunk);
    const auto count = sonicReadFloatFromStream(stream, out.data() + at, static_cast<int>(kChunk));
    out.resize(at + static_cast<std::size_t>(std::max(count, 0)));
    if (count <= 0) return;
  }
}

base::Result<std::vector<float>> at_speed(std::span<const float> speech, double speed,
                                          int rate_hz) {
  const Stream stream(sonicCreateStream(rate_hz, 1));
  if (!stream) return no_memory();
  sonicSetSpeed(stream.get(), static_cast<float>(speed));
  std::vector<float> chunk;
  std::vector<float> out;
  for (std::size_t at = 0; at < speech.size(); at += kChunk) {
    const auto part = speech.subspan(at, std::min(kChunk, speech.size() - at));
    chunk.assign(part.begin(), part.end());  // the library asks for what it may write to
    const auto count = static_cast<int>(chunk.size());
    if (sonicWriteFloatToStream(stream.get(), chunk.data(), count) == 0) return no_memory();
    take_output(stream.get(), out);
  }
  if (sonicFlushStream(stream.get()) == 0) return no_memory();
  take_output(stream.get(), out);
  return out;
}

}  // namespace

base::Result<std::vector<float>> stretched(std::span<const float> speech, std::size_t wanted,
                                           int rate_hz) {
  std::vector<float> out(speech.begin(), speech.end());
  if (speech.empty() || wanted == 0) {
    out.clear();
    return out;
  }
  const auto speed = std::clamp(static_cast<double>(speech.size()) / static_cast<double>(wanted),
                                1 / kMost, kMost);
  if (std::abs(speed - 1) > kUnheard) {
    // Whole pitch periods do not add up to any length: aim again by as much as it missed.
    auto aim = speed;
    for (int pass = 0; pass < kPasses; ++pass) {
      auto tried = at_speed(speech, aim, rate_hz);
      if (!tried) return tried.error();
      out = *std::move(tried);
      if (out.empty()) break;
      const auto miss = static_cast<double>(out.size()) / static_cast<double>(wanted);
      if (std::abs(miss - 1) < kUnheard) break;
      aim *= miss;
    }
  }
  out.resize(wanted, 0.0F);
  return out;
}

}  // namespace dragoman::engines

#include "engines/loudness.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include <ebur128.h>

namespace dragoman::engines {

namespace {

constexpr double kBlock_s = 0.4;  // of BS.1770
constexpr double kStep_s = 0.1;
constexpr double kLoudestAboveWhole_lu = 2.5;
constexpr double kMostUp_db = 12.0;
constexpr double kMostDown_db = 20.0;

struct Destroy {
  void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};
using Meter = std::unique_ptr<ebur128_state, Destroy>;

struct Measured {
  double lufs = -std::numeric_limits<double>::infinity();
  double true_peak = 0;
};

base::Error no_measure() {
  return {base::ErrorKind::kInternal, "Speech could not be brought to its loudness.",
          "libebur128 is out of memory"};
}

double decibels(double ratio) { return 20 * std::log10(ratio); }

base::Result<Measured> measure(std::span<const float> speech, int rate_hz) {
  const Meter meter(ebur128_init(1, static_cast<unsigned long>(rate_hz),
                                 EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK));
  if (!meter) return no_measure();
  // A single block is the least that can be measured; silence makes up for what is missing.
  const auto block = static_cast<std::size_t>(kBlock_s * rate_hz);
  std::vector<float> padded;
  double missing_db = 0;
  if (!speech.empty() && speech.size() < block) {
    padded.assign(speech.begin(), speech.end());
    padded.resize(block, 0.0F);
    missing_db = decibels(static_cast<double>(block) / static_cast<double>(speech.size())) / 2;
    speech = padded;
  }
  const auto step = static_cast<std::size_t>(kStep_s * rate_hz);
  double loudest = -std::numeric_limits<double>::infinity();
  for (std::size_t at = 0; at < speech.size(); at += step) {
    const auto count = std::min(step, speech.size() - at);
    if (ebur128_add_frames_float(meter.get(), speech.data() + at, count) != EBUR128_SUCCESS) {
      return no_measure();
    }
    double moment = 0;
    if (at + count >= block && ebur128_loudness_momentary(meter.get(), &moment) == EBUR128_SUCCESS)
      loudest = std::max(loudest, moment);
  }
  Measured measured;
  double whole = 0;
  if (ebur128_loudness_global(meter.get(), &whole) == EBUR128_SUCCESS) {
    measured.lufs = std::min(whole, loudest - kLoudestAboveWhole_lu) + missing_db;
  }
  ebur128_true_peak(meter.get(), 0, &measured.true_peak);
  return measured;
}

}  // namespace

base::Result<double> loudness_lufs(std::span<const float> speech, int rate_hz) {
  const auto measured = measure(speech, rate_hz);
  if (!measured) return measured.error();
  return measured->lufs;
}

base::Status level(std::span<float> speech, int rate_hz) {
  const auto measured = measure(speech, rate_hz);
  if (!measured) return measured.error();
  double gain_db = 0;
  if (std::isfinite(measured->lufs)) {
    gain_db = std::clamp(kLoudness_lufs - measured->lufs, -kMostDown_db, kMostUp_db);
  }
  if (measured->true_peak > 0) {
    gain_db = std::min(gain_db, kTruePeak_db - decibels(measured->true_peak));
  }
  const auto gain = static_cast<float>(std::pow(10.0, gain_db / 20));
  for (auto& sample : speech) sample = std::clamp(sample * gain, -1.0F, 1.0F);
  return {};
}

}  // namespace dragoman::engines

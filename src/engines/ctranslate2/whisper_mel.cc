#include "engines/ctranslate2/whisper_mel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include <kissfft/kiss_fftr.h>

#include "core/audio.h"

namespace dragoman::engines::ctranslate2 {
namespace {

constexpr std::size_t kWindow = 400;
constexpr std::size_t kBins = kWindow / 2 + 1;
constexpr float kFloor = 1e-10F;

// Slaney's scale: linear up to 1 kHz (15 mel), then logarithmic, 27 mel for a factor of 6.4.
constexpr double kLinearHz = 200.0 / 3;
constexpr double kBreakHz = 1000.0;
constexpr double kBreakMel = kBreakHz / kLinearHz;
const double kLogStep = std::log(6.4) / 27;

double hz_to_mel(double hz) {
  return hz < kBreakHz ? hz / kLinearHz : kBreakMel + std::log(hz / kBreakHz) / kLogStep;
}

double mel_to_hz(double mel) {
  return mel < kBreakMel ? mel * kLinearHz : kBreakHz * std::exp((mel - kBreakMel) * kLogStep);
}

}  // namespace

void LogMel::FreeFft::operator()(kiss_fftr_state* fft) const { kiss_fftr_free(fft); }

LogMel::LogMel(std::size_t bands)
    : bands_(make_bands(bands)),
      hann_(kWindow),
      fft_(kiss_fftr_alloc(kWindow, 0, nullptr, nullptr)),
      window_(kWindow),
      power_(kBins) {
  for (std::size_t i = 0; i < kWindow; ++i) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(i) / kWindow;
    hann_[i] = static_cast<float>(0.5 - 0.5 * std::cos(turn));
  }
}

LogMel::~LogMel() = default;

std::vector<LogMel::Band> LogMel::make_bands(std::size_t count) {
  const double top_mel = hz_to_mel(core::kListenRateHz / 2.0);
  const auto edge_hz = [&](std::size_t i) {
    return mel_to_hz(top_mel * static_cast<double>(i) / static_cast<double>(count + 1));
  };
  std::vector<Band> bands(count);
  for (std::size_t b = 0; b < count; ++b) {
    const double low = edge_hz(b), peak = edge_hz(b + 1), high = edge_hz(b + 2);
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      const double hz = static_cast<double>(bin) * core::kListenRateHz / kWindow;
      const double height = std::min((hz - low) / (peak - low), (high - hz) / (high - peak));
      if (height <= 0) continue;
      if (bands[b].weights.empty()) bands[b].first = bin;
      bands[b].weights.push_back(static_cast<float>(height * 2 / (high - low)));
    }
  }
  return bands;
}

void LogMel::fill_window(std::span<const float> samples, std::size_t frame) {
  const auto begin =
      static_cast<std::ptrdiff_t>(frame * kMelHop) - static_cast<std::ptrdiff_t>(kWindow / 2);
  const auto size = static_cast<std::ptrdiff_t>(samples.size());
  for (std::size_t i = 0; i < kWindow; ++i) {
    const std::ptrdiff_t at = std::abs(begin + static_cast<std::ptrdiff_t>(i));
    window_[i] = at < size ? samples[static_cast<std::size_t>(at)] * hann_[i] : 0.0F;
  }
}

void LogMel::transform() {
  std::array<kiss_fft_cpx, kBins> spectrum;
  kiss_fftr(fft_.get(), window_.data(), spectrum.data());
  for (std::size_t i = 0; i < kBins; ++i) {
    power_[i] = spectrum[i].r * spectrum[i].r + spectrum[i].i * spectrum[i].i;
  }
}

MelSpectrogram LogMel::compute(std::span<const float> samples, std::size_t frames) {
  const float silent = std::log10(kFloor);
  MelSpectrogram mel{bands_.size(), frames, std::vector<float>(bands_.size() * frames, silent)};
  const std::size_t sounding = (samples.size() + kWindow / 2 + kMelHop - 1) / kMelHop;
  float loudest = silent;
  for (std::size_t frame = 0; frame < std::min(frames, sounding); ++frame) {
    fill_window(samples, frame);
    transform();
    for (std::size_t b = 0; b < bands_.size(); ++b) {
      const Band& band = bands_[b];
      float sum = 0;
      for (std::size_t i = 0; i < band.weights.size(); ++i) {
        sum += band.weights[i] * power_[band.first + i];
      }
      const float level = std::log10(std::max(sum, kFloor));
      mel.values[b * frames + frame] = level;
      loudest = std::max(loudest, level);
    }
  }
  for (float& value : mel.values) value = (std::max(value, loudest - 8) + 4) / 4;
  return mel;
}

}  // namespace dragoman::engines::ctranslate2

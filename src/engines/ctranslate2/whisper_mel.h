#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

struct kiss_fftr_state;

namespace dragoman::engines::ctranslate2 {

/// Samples from one frame of the spectrogram to the next: 100 frames a second.
inline constexpr std::size_t kMelHop = 160;
/// Frames that Whisper's encoder takes at most (30 seconds).
inline constexpr std::size_t kMaxMelFrames = 3000;

/// values[band * frames + frame], as the encoder wants them.
struct MelSpectrogram {
  std::size_t bands = 0;
  std::size_t frames = 0;
  std::vector<float> values;
};

/// Whisper's input (Radford et al. 2022, section 2.2, and the published code): power spectra of 25
/// ms Hann windows every 10 ms of 16 kHz mono, summed in triangular bands of equal area on Slaney's
/// mel scale from 0 to 8 kHz, log10, cut off 8 below the loudest, then (x + 4) / 4. The signal is
/// mirrored at its start and silent after its end.
///
/// One thread at a time (it owns its scratch memory). Costs about 0.7 ms of CPU for a second of
/// audio.
class LogMel {
 public:
  /// `bands`: 80, or 128 for large-v3.
  explicit LogMel(std::size_t bands);
  ~LogMel();
  LogMel(const LogMel&) = delete;
  LogMel& operator=(const LogMel&) = delete;

  /// The first `frames` frames (at most kMaxMelFrames); where the samples end before, silence
  /// follows them.
  [[nodiscard]] MelSpectrogram compute(std::span<const float> samples, std::size_t frames);

 private:
  // The weights of one triangle, from bin `first` on.
  struct Band {
    std::size_t first = 0;
    std::vector<float> weights;
  };
  struct FreeFft {
    void operator()(kiss_fftr_state* fft) const;
  };

  static std::vector<Band> make_bands(std::size_t count);
  void fill_window(std::span<const float> samples, std::size_t frame);
  void transform();

  const std::vector<Band> bands_;
  std::vector<float> hann_;
  std::unique_ptr<kiss_fftr_state, FreeFft> fft_;
  std::vector<float> window_;
  std::vector<float> power_;
};

}  // namespace dragoman::engines::ctranslate2

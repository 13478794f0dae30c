#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/result.h"

namespace dragoman::engines {

/// Samples in one window of voice activity detection: 32 ms at core::kListenRateHz.
inline constexpr std::size_t kVadWindow = 512;

/// The detector's state over one recording. One thread at a time.
class VadStream {
 public:
  virtual ~VadStream() = default;
  /// The probability in [0, 1] that this window (kVadWindow mono samples at 16 kHz, following the
  /// last) holds speech.
  virtual base::Result<float> push(std::span<const float, kVadWindow> window) = 0;
};

/// A loaded detector. open_stream() is safe from any thread; streams share the weights and must not
/// outlive this.
class Vad {
 public:
  virtual ~Vad() = default;
  [[nodiscard]] virtual base::Result<std::unique_ptr<VadStream>> open_stream() const = 0;
};

}  // namespace dragoman::engines

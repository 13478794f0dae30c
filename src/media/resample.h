#pragma once

#include <cstdint>
#include <vector>

#include "media/av.h"
#include "media/mix.h"

namespace dragoman::media {

/// Decoded frames made into mono samples at core::kListenRateHz, in [-1, 1] and finite. Several
/// channels are mixed (media/mix.h) with the weights of ITU-R BS.775: of a film in 5.1 the centre
/// counts most, and the low-frequency effects do not count; channels of an unknown layout count
/// alike. The form of the frames may change on the way. One thread at a time.
class Resampler {
 public:
  Resampler() = default;
  Resampler(Resampler&& other) noexcept = default;
  Resampler& operator=(Resampler&& other) noexcept = default;
  ~Resampler();

  /// Appends what can be had of the frame; the filter holds back a little. False, and the frame
  /// dropped, where its form cannot be converted.
  [[nodiscard]] bool add(const AVFrame& frame, std::vector<float>& out);
  /// Appends what is held back; the next frame begins anew.
  void drain(std::vector<float>& out);
  /// Samples held back, at the outgoing rate.
  [[nodiscard]] std::int64_t held() const;

 private:
  struct Layout {
    Layout() = default;
    Layout(Layout&& other) noexcept;
    Layout& operator=(Layout&& other) noexcept;
    ~Layout();
    AVChannelLayout value{};
  };

  [[nodiscard]] bool fits(const AVFrame& frame) const;
  [[nodiscard]] bool begin(const AVFrame& frame);
  void convert(const std::uint8_t* const* data, int count, std::vector<float>& out);

  SwrHandle swr_;
  int format_ = -1;
  int rate_hz_ = 0;
  Layout layout_;
  ChannelMix mix_;
  std::vector<std::vector<float>> planes_;  // one for each channel, before they are mixed
};

}  // namespace dragoman::media

#include "media/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/audio.h"

namespace dragoman::media {

namespace {

float sane(float sample) { return std::isnan(sample) ? 0.0F : std::clamp(sample, -1.0F, 1.0F); }

double weight_of(AVChannel channel) {
  switch (channel) {
    case AV_CHAN_FRONT_CENTER:
      return 1;
    case AV_CHAN_FRONT_LEFT:
    case AV_CHAN_FRONT_RIGHT:
      return std::numbers::sqrt2 / 2;
    case AV_CHAN_LOW_FREQUENCY:
    case AV_CHAN_LOW_FREQUENCY_2:
      return 0;
    default:
      return 0.5;
  }
}

std::vector<double> weights_of(AVChannelLayout layout) {
  if (layout.order == AV_CHANNEL_ORDER_UNSPEC) {
    av_channel_layout_default(&layout, layout.nb_channels);
  }
  std::vector<double> weights(static_cast<std::size_t>(layout.nb_channels));
  for (unsigned i = 0; i < weights.size(); ++i) {
    weights[i] = weight_of(av_channel_layout_channel_from_index(&layout, i));
  }
  return weights;
}

}  // namespace

Resampler::Layout::Layout(Layout&& other) noexcept : value(other.value) { other.value = {}; }

Resampler::Layout& Resampler::Layout::operator=(Layout&& other) noexcept {
  std::swap(value, other.value);
  return *this;
}

Resampler::Layout::~Layout() { av_channel_layout_uninit(&value); }

Resampler::~Resampler() = default;

bool Resampler::add(const AVFrame& frame, std::vector<float>& out) {
  if (!fits(frame)) {
    drain(out);
    if (!begin(frame)) return false;
  }
  convert(frame.extended_data, frame.nb_samples, out);
  return true;
}

void Resampler::drain(std::vector<float>& out) {
  if (swr_) convert(nullptr, 0, out);
  swr_.reset();
}

std::int64_t Resampler::held() const {
  return swr_ ? swr_get_delay(swr_.get(), core::kListenRateHz) : 0;
}

bool Resampler::fits(const AVFrame& frame) const {
  return swr_ && frame.format == format_ && frame.sample_rate == rate_hz_ &&
         av_channel_layout_compare(&frame.ch_layout, &layout_.value) == 0;
}

bool Resampler::begin(const AVFrame& frame) {
  Layout layout;
  if (av_channel_layout_copy(&layout.value, &frame.ch_layout) < 0) return false;
  SwrContext* swr = nullptr;
  swr_alloc_set_opts2(&swr, &layout.value, AV_SAMPLE_FMT_FLTP, core::kListenRateHz, &layout.value,
                      static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  swr_ = SwrHandle(swr);
  if (!swr_ || swr_init(swr) < 0) {
    swr_.reset();
    return false;
  }
  mix_ = ChannelMix(weights_of(layout.value));
  planes_.resize(static_cast<std::size_t>(layout.value.nb_channels));
  format_ = frame.format;
  rate_hz_ = frame.sample_rate;
  layout_ = std::move(layout);
  return true;
}

void Resampler::convert(const std::uint8_t* const* data, int count, std::vector<float>& out) {
  const int most = std::max(swr_get_out_samples(swr_.get(), count), 0);
  std::vector<std::uint8_t*> into;
  for (auto& plane : planes_) {
    plane.resize(static_cast<std::size_t>(most));
    into.push_back(reinterpret_cast<std::uint8_t*>(plane.data()));
  }
  const int got =
      swr_convert(swr_.get(), into.data(), most, const_cast<const std::uint8_t**>(data), count);
  std::vector<const float*> channels;
  for (auto& plane : planes_) {
    plane.resize(static_cast<std::size_t>(std::max(got, 0)));
    std::transform(plane.begin(), plane.end(), plane.begin(), sane);
    channels.push_back(plane.data());
  }
  mix_.add(channels, planes_.front().size(), out);
}

}  // namespace dragoman::media

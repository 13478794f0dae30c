#include "media/resample.h"

#include <algorithm>
#include <cmath>

#include "core/audio.h"

extern "C" {
#include <libavutil/opt.h>
}

namespace dragoman::media {

namespace {

float sane(float sample) { return std::isnan(sample) ? 0.0F : std::clamp(sample, -1.0F, 1.0F); }

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
  const int channels = layout.value.nb_channels;
  Layout known;
  av_channel_layout_default(&known.value, channels);
  const bool is_known = layout.value.order != AV_CHANNEL_ORDER_UNSPEC;
  const bool is_usual = known.value.order != AV_CHANNEL_ORDER_UNSPEC;

  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  SwrContext* swr = nullptr;
  swr_alloc_set_opts2(&swr, &mono, AV_SAMPLE_FMT_FLT, core::kListenRateHz,
                      is_known ? &layout.value : &known.value,
                      static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  swr_ = SwrHandle(swr);
  if (!swr_) return false;
  av_opt_set_double(swr, "rematrix_maxval", 1.0, 0);
  if (!is_known && !is_usual) {
    const std::vector<double> average(static_cast<std::size_t>(channels), 1.0 / channels);
    swr_set_matrix(swr, average.data(), channels);
  }
  if (swr_init(swr) < 0) {
    swr_.reset();
    return false;
  }
  format_ = frame.format;
  rate_hz_ = frame.sample_rate;
  layout_ = std::move(layout);
  return true;
}

void Resampler::convert(const std::uint8_t* const* data, int count, std::vector<float>& out) {
  const auto before = out.size();
  const int most = std::max(swr_get_out_samples(swr_.get(), count), 0);
  out.resize(before + static_cast<std::size_t>(most));
  auto* into = reinterpret_cast<std::uint8_t*>(out.data() + before);
  const int got =
      swr_convert(swr_.get(), &into, most, const_cast<const std::uint8_t**>(data), count);
  out.resize(before + static_cast<std::size_t>(std::max(got, 0)));
  std::transform(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
                 out.begin() + static_cast<std::ptrdiff_t>(before), sane);
}

}  // namespace dragoman::media

#include "media/film_sound.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

extern "C" {
#include <libavutil/opt.h>
}

namespace dragoman::media {

namespace {

constexpr auto kChannels = static_cast<std::size_t>(kFilmChannels);

float sane(float sample) { return std::isnan(sample) ? 0.0F : std::clamp(sample, -1.0F, 1.0F); }

std::int64_t frames_in(core::Seconds time) { return std::llround(time.count() * kFilmRateHz); }

core::Seconds length_of(std::int64_t frames) {
  return core::Seconds(static_cast<double>(frames) / kFilmRateHz);
}

}  // namespace

FilmSound::FilmSound(std::int64_t max_frames, std::unique_ptr<Demuxer> demuxer,
                     AudioDecoder decoder)
    : max_frames_(max_frames),
      demuxer_(std::move(demuxer)),
      decoder_(std::move(decoder)),
      timeline_(demuxer_->info().duration_is_stated ? demuxer_->info().duration : std::nullopt) {}

FilmSound::~FilmSound() { av_channel_layout_uninit(&layout_); }

base::Result<std::unique_ptr<FilmSound>> FilmSound::open(ByteSource& source, const Limits& limits,
                                                         std::optional<core::Language> spoken,
                                                         const base::CancelToken& cancel) {
  auto demuxer = Demuxer::open(source, limits, {.count_frames = false, .spoken = spoken}, cancel);
  if (!demuxer) return demuxer.error();
  if ((*demuxer)->audio() == nullptr) {
    return base::Error{base::ErrorKind::kMediaEmpty, "The film has no sound to be dubbed.", ""};
  }
  auto decoder = AudioDecoder::open(**demuxer);
  if (!decoder) return decoder.error();
  return std::unique_ptr<FilmSound>(
      new FilmSound(frames_in(limits.max_duration), *std::move(demuxer), *std::move(decoder)));
}

core::Seconds FilmSound::origin() const {
  return origin_.value_or(demuxer_->origin().value_or(core::Seconds(0)));
}

base::Result<std::size_t> FilmSound::read(std::span<float> samples) {
  std::size_t done = 0;
  while (done < samples.size()) {
    auto rest = samples.subspan(done);
    if (taken_ < ready_.size()) {
      const auto count = std::min(rest.size(), ready_.size() - taken_);
      std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(taken_), count, rest.begin());
      taken_ += count;
      done += count;
    } else if (silence_due_ > 0) {
      const auto count = std::min(rest.size(), static_cast<std::size_t>(silence_due_) * kChannels);
      std::ranges::fill(rest.first(count), 0.0F);
      silence_due_ -= static_cast<std::int64_t>(count / kChannels);
      done += count;
    } else if (waiting_ != nullptr) {
      ready_.clear();
      taken_ = 0;
      take(*std::exchange(waiting_, nullptr));
    } else if (ended_) {
      break;
    } else {
      // Counted before the next frame is placed behind it.
      given_ += static_cast<std::int64_t>(done / kChannels);
      const auto status = decode();
      given_ -= static_cast<std::int64_t>(done / kChannels);
      if (!status) return status.error();
    }
  }
  std::ranges::fill(samples.subspan(done), 0.0F);
  given_ += static_cast<std::int64_t>(done / kChannels);
  if (given_ > max_frames_) {
    return base::Error{base::ErrorKind::kMediaTooLong,
                       "The film is longer than max_duration_s allows.", ""};
  }
  return done;
}

// Called when nothing is ready any more.
base::Status FilmSound::decode() {
  ready_.clear();
  taken_ = 0;
  const auto frame = decoder_.next();
  if (!frame) return frame.error();
  if (*frame == nullptr) {
    ended_ = true;
    convert(nullptr);
    return {};
  }
  place(**frame);
  return {};
}

std::int64_t FilmSound::ready_frames() const {
  return static_cast<std::int64_t>((ready_.size() - taken_) / kChannels);
}

// Finds the silence due before a frame.
void FilmSound::place(const AVFrame& frame) {
  waiting_ = &frame;
  if (frame.best_effort_timestamp == AV_NOPTS_VALUE) return;
  const core::Seconds clock(static_cast<double>(frame.best_effort_timestamp) *
                            to_double(demuxer_->audio()->time_base));
  if (!origin_) origin_ = demuxer_->origin().value_or(clock);
  const auto at = clock - *origin_;
  const auto held = swr_ ? swr_get_delay(swr_.get(), kFilmRateHz) : 0;
  const auto have = given_ + ready_frames() + held;
  if (have == 0) {
    priming_due_ = frames_in(std::clamp(-at, core::Seconds(0), demuxer_->priming()));
  }
  if (timeline_.gap_before(at, length_of(have)) <= core::Seconds(0)) return;
  convert(nullptr);
  silence_due_ = std::max<std::int64_t>(frames_in(at) - given_ - ready_frames(), 0);
}

bool FilmSound::fits(const AVFrame& frame) const {
  return swr_ && frame.format == format_ && frame.sample_rate == rate_hz_ &&
         av_channel_layout_compare(&frame.ch_layout, &layout_) == 0;
}

// A frame of a form that cannot be converted is passed over.
void FilmSound::take(const AVFrame& frame) {
  if (!fits(frame)) {
    convert(nullptr);
    av_channel_layout_uninit(&layout_);
    if (av_channel_layout_copy(&layout_, &frame.ch_layout) < 0) return;
    AVChannelLayout two = AV_CHANNEL_LAYOUT_STEREO;
    SwrContext* swr = nullptr;
    swr_alloc_set_opts2(&swr, &two, AV_SAMPLE_FMT_FLT, kFilmRateHz, &layout_,
                        static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
    swr_ = SwrHandle(swr);
    if (!swr_) return;
    // One channel goes into both as loud as it is; the sum of many stays in range.
    const bool mono = frame.ch_layout.nb_channels == 1;
    av_opt_set_double(swr, "rematrix_volume", mono ? std::numbers::sqrt2 : 1.0, 0);
    if (!mono) av_opt_set_double(swr, "rematrix_maxval", 1.0, 0);
    if (swr_init(swr) < 0) {
      swr_.reset();
      return;
    }
    format_ = frame.format;
    rate_hz_ = frame.sample_rate;
  }
  convert(&frame);
}

// Null: what the converter holds back.
void FilmSound::convert(const AVFrame* frame) {
  if (!swr_) return;
  const int count = frame == nullptr ? 0 : frame->nb_samples;
  const int most = std::max(swr_get_out_samples(swr_.get(), count), 0);
  const auto before = ready_.size();
  ready_.resize(before + static_cast<std::size_t>(most) * kChannels);
  auto* into = reinterpret_cast<std::uint8_t*>(ready_.data() + before);
  const auto* const* data =
      frame == nullptr ? nullptr : const_cast<const std::uint8_t**>(frame->extended_data);
  const int got =
      swr_convert(swr_.get(), &into, most, const_cast<const std::uint8_t**>(data), count);
  ready_.resize(before + static_cast<std::size_t>(std::max(got, 0)) * kChannels);
  std::ranges::transform(ready_.begin() + static_cast<std::ptrdiff_t>(before), ready_.end(),
                         ready_.begin() + static_cast<std::ptrdiff_t>(before), sane);
  if (frame == nullptr) swr_.reset();
  const auto now = std::min(priming_due_, ready_frames());
  taken_ += static_cast<std::size_t>(now) * kChannels;
  priming_due_ -= now;
}

}  // namespace dragoman::media

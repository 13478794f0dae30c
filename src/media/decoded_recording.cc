#include "media/decoded_recording.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/caught.h"
#include "media/audio_decode.h"
#include "media/demux.h"
#include "media/key_frames.h"
#include "media/picture.h"
#include "media/resample.h"
#include "media/timeline.h"

namespace dragoman::media {

namespace {

// The first block is short, so that the first words come early.
constexpr std::size_t kFirstBlock = core::kListenRateHz / 4;
constexpr std::size_t kBlock = core::kListenRateHz / 2;

constexpr std::string_view kUnread = "The recording could not be read.";

core::Seconds length_of(std::int64_t samples) {
  return core::Seconds(static_cast<double>(samples) / core::kListenRateHz);
}

class DecodedRecording final : public Recording {
 public:
  using Opened = base::Result<std::unique_ptr<Recording>>;

  static Opened open(std::unique_ptr<ByteSource> source, const Wish& wish, const Limits& limits,
                     const base::CancelToken& cancel) {
    auto demuxer = Demuxer::open(*source, limits, wish, cancel);
    if (!demuxer) return demuxer.error();
    std::optional<AudioDecoder> decoder;
    if ((*demuxer)->audio() != nullptr) {
      auto opened = AudioDecoder::open(**demuxer);
      if (!opened) return opened.error();
      decoder = std::move(*opened);
    }
    std::unique_ptr<DecodedRecording> recording(
        new DecodedRecording(limits, std::move(source), std::move(*demuxer), std::move(decoder)));
    if (wish.pictures) recording->watch(limits.max_pixels);
    return std::unique_ptr<Recording>(std::move(recording));
  }
  ~DecodedRecording() override {
    if (pictures_) pictures_->close();
  }

  const MediaInfo& info() const override { return demuxer_->info(); }
  std::shared_ptr<PictureStream> pictures() override { return pictures_; }

  base::Result<std::optional<core::AudioBlock>> next() override {
    if (failure_) return *failure_;
    try {
      auto block = next_block();
      if (!block) failure_ = block.error();
      if (pictures_ && (!block || !*block)) pictures_->close();
      return block;
    } catch (...) {
      failure_ = base::caught(kUnread);
      return *failure_;
    }
  }

 private:
  DecodedRecording(const Limits& limits, std::unique_ptr<ByteSource> source,
                   std::unique_ptr<Demuxer> demuxer, std::optional<AudioDecoder> decoder)
      : max_samples_(std::llround(limits.max_duration.count() * core::kListenRateHz)),
        source_(std::move(source)),
        demuxer_(std::move(demuxer)),
        decoder_(std::move(decoder)),
        timeline_(demuxer_->info().duration_is_stated ? demuxer_->info().duration : std::nullopt),
        ended_(!decoder_) {}

  void watch(std::int64_t max_pixels) {
    const AVStream* picture = demuxer_->picture_to_watch();
    if (picture == nullptr || !decoder_) return;
    pictures_ = KeyFrames::open(*picture->codecpar, picture->time_base, quarter_turns(*picture),
                                max_pixels);
    if (!pictures_) return;
    demuxer_->watch([frames = pictures_](const AVPacket& packet, core::Seconds at) {
      frames->offer(packet, at);
    });
  }

  base::Result<std::optional<core::AudioBlock>> next_block() {
    const auto wanted = given_ == 0 ? kFirstBlock : kBlock;
    while (ready_.size() < wanted && !(ended_ && silence_due_ == 0)) {
      if (auto status = prepare(wanted - ready_.size()); !status) return status.error();
      if (given_ + std::ssize(ready_) + silence_due_ > max_samples_) return too_long();
    }
    if (ready_.empty()) return at_the_end();
    core::AudioBlock block;
    block.start = length_of(given_);
    const auto cut = ready_.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, ready_.size()));
    block.samples.assign(ready_.begin(), cut);
    ready_.erase(ready_.begin(), cut);
    given_ += std::ssize(block.samples);
    return std::optional(std::move(block));
  }

  /// Adds to ready_: of the silence that is due, then of the frame before which it was due, then of
  /// the next frame.
  base::Status prepare(std::size_t missing) {
    if (silence_due_ > 0) {
      const auto now = std::min<std::int64_t>(silence_due_, static_cast<std::int64_t>(missing));
      ready_.resize(ready_.size() + static_cast<std::size_t>(now));
      silence_due_ -= now;
      return {};
    }
    if (waiting_ != nullptr) {
      damaged_ = !resampler_.add(*std::exchange(waiting_, nullptr), ready_) || damaged_;
      drop_priming();
      return {};
    }
    const auto frame = decoder_->next();
    if (!frame) return frame.error();
    if (*frame == nullptr) {
      ended_ = true;
      resampler_.drain(ready_);
      return {};
    }
    place(**frame);
    return {};
  }

  void drop_priming() {
    const auto now = std::min<std::int64_t>(priming_due_, std::ssize(ready_));
    ready_.erase(ready_.begin(), ready_.begin() + now);
    priming_due_ -= now;
  }

  /// Finds the silence due before a frame, and lets the frame wait for it.
  void place(const AVFrame& frame) {
    waiting_ = &frame;
    const auto at = time_of(frame);
    if (!at) return;
    const auto have = given_ + std::ssize(ready_);
    if (have == 0) {
      const auto before = std::clamp(-*at, core::Seconds(0), demuxer_->priming());
      priming_due_ = std::llround(before.count() * core::kListenRateHz);
    }
    if (timeline_.gap_before(*at, length_of(have + resampler_.held())) <= core::Seconds(0)) return;
    resampler_.drain(ready_);
    const auto end = std::llround(at->count() * core::kListenRateHz);
    silence_due_ = std::max<std::int64_t>(end - given_ - std::ssize(ready_), 0);
  }

  /// When a frame sounds, counted from the start of the recording.
  std::optional<core::Seconds> time_of(const AVFrame& frame) {
    if (frame.best_effort_timestamp == AV_NOPTS_VALUE) return std::nullopt;
    const core::Seconds clock(static_cast<double>(frame.best_effort_timestamp) *
                              av_q2d(demuxer_->audio()->time_base));
    if (!origin_) origin_ = demuxer_->origin().value_or(clock);
    return clock - *origin_;
  }

  base::Result<std::optional<core::AudioBlock>> at_the_end() const {
    if (!decoder_ || given_ > 0) return std::optional<core::AudioBlock>();
    const bool promised = info().duration && *info().duration > core::Seconds(0);
    if (damaged_ || decoder_->damaged() || promised) {
      return base::Error{base::ErrorKind::kMediaUnreadable,
                         "The sound of the recording cannot be decoded.", ""};
    }
    return base::Error{base::ErrorKind::kMediaEmpty, "The sound of the recording is empty.", ""};
  }

  static base::Error too_long() {
    return {base::ErrorKind::kMediaTooLong,
            "The recording is longer than the server allows. Send it in parts.", ""};
  }

  const std::int64_t max_samples_;
  std::unique_ptr<ByteSource> source_;  // each of these reads the one before it to its end
  std::unique_ptr<Demuxer> demuxer_;
  std::shared_ptr<KeyFrames> pictures_;
  std::optional<AudioDecoder> decoder_;
  Resampler resampler_;
  Timeline timeline_;
  std::optional<core::Seconds> origin_;

  std::vector<float> ready_;
  const AVFrame* waiting_ = nullptr;  // of decoder_, until its next call
  std::int64_t silence_due_ = 0;      // samples
  std::int64_t priming_due_ = 0;      // samples to leave out at the beginning
  std::int64_t given_ = 0;            // samples
  bool damaged_ = false;
  bool ended_ = false;
  std::optional<base::Error> failure_;
};

}  // namespace

base::Result<std::unique_ptr<Recording>> decode(std::unique_ptr<ByteSource> source,
                                                const Wish& wish, const Limits& limits,
                                                const base::CancelToken& cancel) {
  try {
    return DecodedRecording::open(std::move(source), wish, limits, cancel);
  } catch (...) {
    return base::caught(kUnread);
  }
}

}  // namespace dragoman::media

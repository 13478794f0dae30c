#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/cancel.h"
#include "base/result.h"
#include "core/language.h"
#include "media/audio_decode.h"
#include "media/demux.h"
#include "media/remux.h"
#include "media/timeline.h"

namespace dragoman::media {

/// The sound of a film on the clock of its picture: two interleaved channels at kFilmRateHz, more
/// of them folded into two, what is missing filled with silence. Only what is asked for is decoded,
/// so memory stays flat. One thread at a time.
class FilmSound {
 public:
  /// `source` must outlive it. Errors: as Demuxer::open and AudioDecoder::open; kMediaEmpty where
  /// there is no sound track.
  [[nodiscard]] static base::Result<std::unique_ptr<FilmSound>> open(
      ByteSource& source, const Limits& limits, std::optional<core::Language> spoken,
      const base::CancelToken& cancel);
  FilmSound(const FilmSound&) = delete;
  FilmSound& operator=(const FilmSound&) = delete;
  ~FilmSound();

  /// Fills `samples`, a multiple of kFilmChannels, with what follows; behind the end with silence.
  /// How many of them the film gave.
  [[nodiscard]] base::Result<std::size_t> read(std::span<float> samples);

  /// Where the film begins on the clock of its packets. Known once something was read.
  [[nodiscard]] core::Seconds origin() const;
  /// Its sound track, as long as this lives.
  [[nodiscard]] const AVStream& track() const { return *demuxer_->audio(); }

 private:
  FilmSound(std::int64_t max_frames, std::unique_ptr<Demuxer> demuxer, AudioDecoder decoder);
  [[nodiscard]] base::Status decode();
  void place(const AVFrame& frame);
  [[nodiscard]] bool fits(const AVFrame& frame) const;
  void take(const AVFrame& frame);
  void convert(const AVFrame* frame);
  [[nodiscard]] std::int64_t ready_frames() const;

  const std::int64_t max_frames_;
  std::unique_ptr<Demuxer> demuxer_;
  AudioDecoder decoder_;  // reads demuxer_ to its end
  Timeline timeline_;
  std::optional<core::Seconds> origin_;
  SwrHandle swr_;
  int format_ = -1;
  int rate_hz_ = 0;
  AVChannelLayout layout_{};

  std::vector<float> ready_;          // interleaved
  std::size_t taken_ = 0;             // samples of ready_
  const AVFrame* waiting_ = nullptr;  // of decoder_, until its next call
  std::int64_t silence_due_ = 0;      // frames
  std::int64_t priming_due_ = 0;      // frames to leave out at the beginning
  std::int64_t given_ = 0;            // frames
  bool ended_ = false;
};

}  // namespace dragoman::media

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "media/av.h"
#include "media/film_container.h"
#include "media/remux.h"

namespace dragoman::media {

/// Takes one packet of a track; the packet stays the caller's.
using PacketSink = std::function<base::Status(AVPacket&)>;

/// The new sound of a film, coded as it grows: interleaved samples as FilmSound gives them. One
/// thread at a time.
class FilmSoundCoder {
 public:
  /// Error: kInternal, where this build of FFmpeg lacks the coder.
  [[nodiscard]] static base::Result<FilmSoundCoder> open(const FilmContainer& container,
                                                         bool global_header);

  [[nodiscard]] const AVCodecContext& codec() const { return *codec_; }
  /// Packets come in codec().time_base. Errors: kInternal, those of the sink.
  [[nodiscard]] base::Status push(std::span<const float> samples, const PacketSink& sink);
  [[nodiscard]] base::Status finish(const PacketSink& sink);

 private:
  explicit FilmSoundCoder(CodecContext codec);
  [[nodiscard]] base::Status encode(std::span<const float> samples, const PacketSink& sink);
  [[nodiscard]] base::Status take_packets(const PacketSink& sink);

  CodecContext codec_;
  Packet packet_;
  std::size_t frame_samples_;  // of all channels
  std::vector<float> waiting_;
  std::int64_t sent_ = 0;  // frames
};

/// The time base of subtitle packets.
inline constexpr AVRational kMilliseconds{1, 1000};

/// Sets a stream up as a subtitle track of that coding (MOV_TEXT, SUBRIP or WEBVTT). False where
/// memory is out.
[[nodiscard]] bool describe_subtitles(AVCodecID coding, AVStream& stream);

/// A cue as a packet of that coding, in kMilliseconds, counted from the start of the film.
[[nodiscard]] Packet subtitle_packet(AVCodecID coding, const SubtitleCue& cue);

}  // namespace dragoman::media

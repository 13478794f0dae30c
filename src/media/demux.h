#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/cancel.h"
#include "base/result.h"
#include "media/av.h"
#include "media/decoded_recording.h"
#include "media/io.h"
#include "media/recording.h"

namespace dragoman::media {

/// A list, as FFmpeg's whitelists write them, of the audio decoders that a recording may use.
extern const char* const kAllowedDecoders;

/// A container taken apart: says what is inside and gives the packets of one sound track (which,
/// media/track.h says). One thread at a time.
///
/// Against hostile files: only the containers on our list are opened (no playlists, no devices, no
/// image sequences), nothing but the given source is ever read (every reference to another file or
/// address fails), and limits hold for streams, probing and pixels. Pictures and subtitles are not
/// decoded here, but for a first frame where the container does not state the picture's size
/// (MPEG-TS, FLV).
class Demuxer {
 public:
  /// `source` must outlive the demuxer. A container that cannot be opened before all bytes are here
  /// is tried again when they are. With `wish.count_frames` so is a video whose frames nothing
  /// counts yet, and if it still states neither count nor duration (as browsers record) all its
  /// packets are read for the latter. Errors: kMediaUnreadable, kMediaEmpty (not one byte),
  /// kMediaTooLong, the source's and the token's.
  [[nodiscard]] static base::Result<std::unique_ptr<Demuxer>> open(ByteSource& source,
                                                                   const Limits& limits,
                                                                   const Wish& wish,
                                                                   const base::CancelToken& cancel);
  Demuxer(const Demuxer&) = delete;
  Demuxer& operator=(const Demuxer&) = delete;
  ~Demuxer() = default;

  [[nodiscard]] const MediaInfo& info() const { return info_; }
  /// The chosen sound track; null where there is none. Lives as long as the demuxer.
  [[nodiscard]] const AVStream* audio() const { return audio_; }
  /// Where the recording begins, on the clock of the packets; nothing where the container has no
  /// clock. That is where the first of picture and sound begins, whatever the clock shows then, but
  /// zero where the container means it so: the tracks of an MP4 may begin late, and what a coder
  /// needs to get going (its priming) lies before zero. Known once a packet was read.
  [[nodiscard]] std::optional<core::Seconds> origin() const;
  /// How much of the sound before origin() is priming.
  [[nodiscard]] core::Seconds priming() const;

  /// Puts the next packet of the sound track into `packet`; false at the end. Damage is passed
  /// over, as far as it can be. Errors: the source's and the token's.
  [[nodiscard]] base::Result<bool> read(AVPacket& packet);
  /// The next packet of any stream whose `discard` lets it through, for whoever copies them; false
  /// at the end. Else as read().
  [[nodiscard]] base::Result<bool> read_any(AVPacket& packet);
  [[nodiscard]] AVFormatContext& format() { return *format_; }
  /// From now on read() tells of each key frame of the picture that it passes, and when that is
  /// seen; to be called before the first read(). Null where there is no picture.
  using OnKeyFrame = std::function<void(const AVPacket& packet, core::Seconds at)>;
  [[nodiscard]] const AVStream* picture_to_watch() const { return picture(); }
  void watch(OnKeyFrame on_key_frame);
  /// Whether read() met damage.
  [[nodiscard]] bool damaged() const { return damaged_; }

 private:
  Demuxer(ByteSource& source, const Wish& wish, const base::CancelToken& cancel)
      : source_(source), wish_(wish), cancel_(cancel), io_(source, cancel) {}

  /// A demuxer that has learned what the bytes here tell, and whether they let it open.
  struct Look {
    std::unique_ptr<Demuxer> demuxer;
    base::Status status;
  };
  static Look look(ByteSource& source, const Limits& limits, const Wish& wish,
                   const base::CancelToken& cancel);

  /// A fresh demuxer that knows the duration; `spent` is read to its end for it.
  static base::Result<std::unique_ptr<Demuxer>> measured(std::unique_ptr<Demuxer> spent,
                                                         const Limits& limits);

  [[nodiscard]] base::Status start(const Limits& limits, const std::string& decoders);
  [[nodiscard]] base::Status identify(const Limits& limits);
  [[nodiscard]] base::Status open_container(const Limits& limits, const std::string& decoders);
  [[nodiscard]] base::Status describe(const Limits& limits);
  [[nodiscard]] AVStream* picture() const;
  [[nodiscard]] std::optional<VideoInfo> find_video() const;
  /// Whether FFmpeg's duration is that of the fragments so far: an MP4 file that is still on its
  /// way and has no index of the whole.
  [[nodiscard]] bool grows() const;
  [[nodiscard]] bool frames_are_known() const;
  [[nodiscard]] bool header_is_unfinished() const;
  [[nodiscard]] base::Result<core::Seconds> measure();
  [[nodiscard]] bool has_edit_lists() const;
  void note_beginning(const AVPacket& packet);
  void note_key_frame(const AVPacket& packet);
  void leave_out_the_rest();
  [[nodiscard]] base::Error fault(const char* otherwise) const;

  ByteSource& source_;
  Wish wish_;
  base::CancelToken cancel_;
  SourceIo io_;  // before format_, which reads it to its end
  const AVInputFormat* kind_ = nullptr;
  FormatContext format_;
  const AVStream* audio_ = nullptr;
  const AVStream* watched_ = nullptr;  // whose key frames are told
  OnKeyFrame on_key_frame_;
  MediaInfo info_;
  std::optional<core::Seconds> picture_begin_;  // where only its packets tell
  bool sound_has_begun_ = false;
  bool damaged_ = false;
};

}  // namespace dragoman::media

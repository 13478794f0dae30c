#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/cancel.h"
#include "base/host_list.h"
#include "base/result.h"
#include "core/audio.h"
#include "core/job.h"
#include "core/picture.h"

namespace dragoman::media {

/// What a recording may cost. Safe defaults; the operator's configuration fills it.
struct Limits {
  std::uint64_t max_bytes = 512ULL << 20U;
  core::Seconds max_duration{4 * 3600.0};
  std::int64_t max_pixels = 8192LL * 8192;  ///< Of one frame.
  unsigned max_streams = 64;
  std::uint64_t max_probe_bytes = 8U << 20U;
  core::Seconds fetch_timeout{120.0};  ///< For the whole transfer of a URL.
  /// The program dragoman-media, in which recordings are decoded, locked in (media/sandbox.h);
  /// empty: in this process.
  std::string decoder = {};
  base::HostRules hosts = {};  ///< Where a URL may lead.
  /// Whether pictures are wanted (Recording::pictures()). Not with a `decoder`: the child that it
  /// runs gives sound alone.
  bool pictures = false;
};

/// The picture as OpenCV's VideoCapture tells it (docs/accounting.md): what the token arithmetic of
/// media/frames.h takes.
struct VideoInfo {
  int width = 0;  ///< As it is shown: exchanged with the height where the picture lies on its side.
  int height = 0;
  double frames_per_second = 0;  ///< On the average.
  std::int64_t frame_count = 0;  ///< The container's count, or else its duration times the rate.
};

struct MediaInfo {
  std::optional<core::Seconds>
      duration;  ///< As the container states it, or FFmpeg's guess; nothing where neither is.
  bool duration_is_stated = false;  ///< And no guess from the bit rate.
  bool has_audio = false;
  std::optional<VideoInfo> video;
};

/// What looking at a video has cost so far.
struct PictureCost {
  std::int64_t decoded = 0;  ///< Frames.
  core::Seconds cpu{0};      ///< Of decoding and scaling them.
};

/// What is seen in a recording: its key frames (encoders set them where scenes change, and every
/// few seconds besides), at most two a second, scaled down to 768 x 32 x 32 pixels, upright. Of one
/// that does not differ from what was given before the time alone is given: it is empty(). They
/// come as the sound is read, and beside it: one other thread may look while Recording::next()
/// runs.
class PictureStream {
 public:
  virtual ~PictureStream() = default;
  /// The next picture; waits until the recording was read that far. Nothing at the end, or once
  /// cancelled. Damage is passed over.
  [[nodiscard]] virtual std::optional<core::Picture> next(const base::CancelToken& cancel) = 0;
  /// From any thread.
  [[nodiscard]] virtual PictureCost cost() const = 0;
};

/// An open audio or video file whose sound is read as a stream: bytes are fetched, demuxed, decoded
/// and resampled as they are asked for, so that the first samples come before the last byte is
/// there (where container and source allow it), and memory stays flat. One thread at a time.
class Recording {
 public:
  virtual ~Recording() = default;
  /// Fetches, probes and opens. Of several sound tracks the one is heard that players would choose,
  /// or the only one that is tagged with the language `spoken`. Errors: kMedia*, kUrl*, kNotFound,
  /// kCancelled. `cancel` holds for every later call too, and reaches into the demuxer and the
  /// transfer.
  [[nodiscard]] static base::Result<std::unique_ptr<Recording>> open(
      const core::MediaInput& input, core::MediaKind kind, const Limits& limits,
      const base::CancelToken& cancel, std::optional<core::Language> spoken = std::nullopt);

  [[nodiscard]] virtual const MediaInfo& info() const = 0;

  /// The next samples, mono at core::kListenRateHz, a quarter of a second to two seconds of them,
  /// following the last without gap; nothing at the end. A file without sound ends at once; one
  /// whose sound has not one sample gives kMediaEmpty; damage in the middle is passed over as
  /// players do, damage before the first sample gives kMediaUnreadable.
  [[nodiscard]] virtual base::Result<std::optional<core::AudioBlock>> next() = 0;

  /// What is seen meanwhile: the same stream at each call; it ends with the sound, and may outlive
  /// the recording. Null where pictures are not wanted, or there are none that decode. To be asked
  /// before the first next().
  [[nodiscard]] virtual std::shared_ptr<PictureStream> pictures() { return nullptr; }
};

}  // namespace dragoman::media

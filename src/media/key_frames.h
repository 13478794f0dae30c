#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "media/av.h"
#include "media/recording.h"

namespace dragoman::media {

/// A list, as FFmpeg's whitelists write them, of the decoders that pictures may use.
extern const char* const kPictureDecoders;

/// The key frames of one video stream on their way from the thread that reads the recording to the
/// one that looks at them. What waits is bounded in number and bytes: of too many, every second one
/// is let go.
///
/// Against hostile files: only the decoders on our list, on one thread, and no frame of more pixels
/// than the limit; what does not decode is passed over. No data of a frame is read but what FFmpeg
/// says it has.
class KeyFrames final : public PictureStream {
 public:
  /// Opens the decoder; null where its coding is not on the list. Pictures are turned to the right
  /// by `quarter_turns`.
  [[nodiscard]] static std::shared_ptr<KeyFrames> open(const AVCodecParameters& coding,
                                                       AVRational time_base, int quarter_turns,
                                                       std::int64_t max_pixels);

  /// Of the thread that reads: takes a reference to a key frame's packet, or passes over what comes
  /// too soon after the one before. Never waits.
  void offer(const AVPacket& packet, core::Seconds at);
  /// No more are offered. May be called again, from any thread.
  void close();

  std::optional<core::Picture> next(const base::CancelToken& cancel) override;
  PictureCost cost() const override;

 private:
  KeyFrames(CodecContext codec, int quarter_turns)
      : codec_(std::move(codec)), quarter_turns_(quarter_turns) {}

  struct Waiting {
    Packet packet;
    core::Seconds at{0};
  };
  std::optional<Waiting> pop(const base::CancelToken& cancel);
  [[nodiscard]] bool decode(const AVPacket& packet);
  std::optional<core::Picture> scaled(core::Seconds at);
  bool differs(const core::Picture& picture);

  // Of the thread that looks.
  struct FreeScaler {
    void operator()(void* scaler) const;
  };
  CodecContext codec_;
  const int quarter_turns_;  // to the right, to stand upright
  std::unique_ptr<void, FreeScaler> scaler_;
  Frame frame_ = owned<Frame>(av_frame_alloc());
  std::vector<std::uint8_t> seen_;  // the last picture given, in a few grey blocks

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::optional<core::Seconds> taken_;  // when the last one that was offered and kept is seen
  bool closed_ = false;

  std::atomic<std::int64_t> decoded_{0};
  std::atomic<std::int64_t> cpu_us_{0};
};

}  // namespace dragoman::media

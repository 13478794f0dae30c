#pragma once

#include <cstdint>

#include "base/result.h"
#include "media/recording.h"

namespace dragoman::media {

/// What the contract makes of a picture before it counts: how many frames it looks at, and at what
/// size.
struct VideoSampling {
  std::int64_t frames = 0;  ///< Two a second, between 4 and 128, never more than there are.
  int width = 0;            ///< Multiples of 32 pixels.
  int height = 0;
};

/// The arithmetic of the script that the hosted product's user guide gives its clients to foretell
/// their bill, to the integer; so are its quirks kept: a fraction of the last second counts only
/// above half a second, and halves round to even. Errors (kInvalidArgument): no frame rate or size,
/// fewer than two frames counted, one side more than 200 times the other.
[[nodiscard]] base::Result<VideoSampling> sample_video(const VideoInfo& video);

/// ceil(frames / 2) tokens for each square of 32 x 32 pixels, and two more. Errors: as above.
[[nodiscard]] base::Result<std::int64_t> video_tokens(const VideoInfo& video);

}  // namespace dragoman::media

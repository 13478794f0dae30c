#pragma once

#include "media/av.h"

namespace dragoman::media {

// What OpenCV's VideoCapture says of a picture (docs/accounting.md), from what FFmpeg has found
// out. Only the streams of an open container that was looked into will do.

/// CAP_PROP_FPS, in frames a second: the average, or else FFmpeg's guess, or else one frame for
/// every tick of the stream's clock; infinity where even that has no length.
[[nodiscard]] double frame_rate(AVFormatContext& format, AVStream& stream);

/// Whether players turn the picture by a quarter, so that CAP_PROP_FRAME_WIDTH is its coded height.
[[nodiscard]] bool lies_on_its_side(const AVStream& stream);

/// By how many quarters, 0 to 3, players turn the coded picture to the right.
[[nodiscard]] int quarter_turns(const AVStream& stream);

}  // namespace dragoman::media

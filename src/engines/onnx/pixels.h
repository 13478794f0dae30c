#pragma once

#include <vector>

#include "core/picture.h"
#include "engines/line_reader.h"

namespace dragoman::engines::onnx {

/// Colours as networks take them: three planes of floats (blue, green, red), each `height` rows of
/// `width`, a channel's 0 to 255 as -1 to 1.
struct Planes {
  int width = 0;
  int height = 0;
  std::vector<float> values;
};

/// The part of a picture, at another size, in the upper left corner of planes of `width` x
/// `height`; the rest of those is `filling`. Scaling is by a triangle filter, as wide as the step
/// where it makes smaller, so that thin strokes do not vanish. `part` lies within the picture,
/// `to_width` and `to_height` within the planes; none is empty.
[[nodiscard]] Planes scaled_planes(const core::Picture& picture, const Box& part, int to_width,
                                   int to_height, int width, int height, float filling);

}  // namespace dragoman::engines::onnx

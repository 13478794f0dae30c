#pragma once

#include <span>
#include <vector>

#include "engines/onnx/pixels.h"

namespace dragoman::engines::onnx {

/// The lines of text in what PP-OCR's detector says of a picture: for each pixel of a map `width` x
/// `height`, how probably it lies within the shrunken kernel of a line (Liao et al. 2020,
/// "Real-time Scene Text Detection with Differentiable Binarization"). A line is a connected region
/// of pixels above 0.3 whose mean is at least 0.6; its box is the upright one around it, grown by
/// the offset of the paper (area times ratio over circumference), within the map. Those of less
/// than three pixels are left out, and after the largest `most` the rest. In reading order: from
/// the top, and in one row from the left.
[[nodiscard]] std::vector<Box> find_lines(std::span<const float> map, int width, int height,
                                          std::size_t most);

}  // namespace dragoman::engines::onnx

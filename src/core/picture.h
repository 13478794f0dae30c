#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/time.h"

namespace dragoman::core {

/// One frame of a video, as it is shown: upright, opaque, 8 bits a colour; owns its pixels.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;  ///< Rows from the top, without padding; red, green, blue.
  Seconds at{0};                  ///< When it is first seen.

  [[nodiscard]] bool empty() const { return rgb.empty(); }
  [[nodiscard]] std::size_t row_bytes() const { return static_cast<std::size_t>(width) * 3; }
};

}  // namespace dragoman::core

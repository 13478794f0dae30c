#include "engines/onnx/pixels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace dragoman::engines::onnx {

namespace {

constexpr std::size_t kColours = 3;

/// Which source pixels make one of the result, and how much of each.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

std::vector<Taps> make_taps(int from, int to) {
  const double step = static_cast<double>(from) / to;
  const double reach = std::max(step, 1.0);
  std::vector<Taps> all(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double middle = (i + 0.5) * step - 0.5;
    const int first = std::max(0, static_cast<int>(std::ceil(middle - reach)));
    const int last = std::min(from - 1, static_cast<int>(std::floor(middle + reach)));
    auto& taps = all[static_cast<std::size_t>(i)];
    taps.first = first;
    double sum = 0;
    for (int j = first; j <= last; ++j) {
      const double weight = std::max(0.0, 1 - std::abs(j - middle) / reach);
      taps.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (auto& weight : taps.weights) weight /= static_cast<float>(sum);
  }
  return all;
}

// One row of the picture's part, as wide as wanted.
void scale_row(const std::uint8_t* pixels, const std::vector<Taps>& taps, float* into) {
  for (const auto& each : taps) {
    const auto* from = pixels + static_cast<std::ptrdiff_t>(each.first) * 3;
    for (std::size_t colour = 0; colour < kColours; ++colour) {
      float sum = 0;
      for (std::size_t j = 0; j < each.weights.size(); ++j) {
        sum += each.weights[j] * static_cast<float>(from[j * kColours + colour]);
      }
      *into++ = sum;
    }
  }
}

}  // namespace

Planes scaled_planes(const core::Picture& picture, const Box& part, int to_width, int to_height,
                     int width, int height, float filling) {
  const auto across = make_taps(part.width, to_width);
  const auto down = make_taps(part.height, to_height);
  const auto row_size = static_cast<std::size_t>(to_width) * kColours;
  std::vector<float> rows(row_size * static_cast<std::size_t>(part.height));
  for (int y = 0; y < part.height; ++y) {
    const auto* pixels = picture.rgb.data() +
                         static_cast<std::size_t>(part.top + y) * picture.row_bytes() +
                         static_cast<std::size_t>(part.left) * kColours;
    scale_row(pixels, across, rows.data() + row_size * static_cast<std::size_t>(y));
  }
  Planes planes{width, height, {}};
  const auto plane = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  planes.values.assign(plane * kColours, filling);
  std::vector<float> mixed(row_size);
  for (int y = 0; y < to_height; ++y) {
    const auto& taps = down[static_cast<std::size_t>(y)];
    std::ranges::fill(mixed, 0.0F);
    for (std::size_t j = 0; j < taps.weights.size(); ++j) {
      const auto* row = rows.data() + row_size * (static_cast<std::size_t>(taps.first) + j);
      for (std::size_t i = 0; i < row_size; ++i) mixed[i] += taps.weights[j] * row[i];
    }
    auto* into =
        planes.values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    for (std::size_t x = 0; x < static_cast<std::size_t>(to_width); ++x) {
      for (std::size_t colour = 0; colour < kColours; ++colour) {
        // From red first to blue first.
        into[(kColours - 1 - colour) * plane + x] = mixed[x * kColours + colour] / 127.5F - 1;
      }
    }
  }
  return planes;
}

}  // namespace dragoman::engines::onnx

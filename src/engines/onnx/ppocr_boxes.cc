#include "engines/onnx/ppocr_boxes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace dragoman::engines::onnx {

namespace {

constexpr float kInside = 0.3F;
constexpr double kLeastMean = 0.6;
constexpr int kLeastSide = 3;
constexpr double kUnclip = 1.6;

struct Region {
  int left;
  int right;  // inclusive
  int top;
  int bottom;
  double sum = 0;
  std::size_t pixels = 0;
};

/// Takes a region's pixels off the map of those to visit.
class Regions {
 public:
  Regions(std::span<const float> map, int width, int height)
      : map_(map), width_(width), height_(height), open_(map.size()) {
    std::ranges::transform(map, open_.begin(), [](float p) { return p > kInside ? 1 : 0; });
  }

  std::vector<Region> all() {
    std::vector<Region> regions;
    for (int y = 0; y < height_; ++y) {
      for (int x = 0; x < width_; ++x) {
        if (open_[at(x, y)] != 0) regions.push_back(flood(x, y));
      }
    }
    return regions;
  }

 private:
  [[nodiscard]] std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
           static_cast<std::size_t>(x);
  }

  void visit(int x, int y) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_ || open_[at(x, y)] == 0) return;
    open_[at(x, y)] = 0;
    waiting_.emplace_back(x, y);
  }

  Region flood(int x, int y) {
    Region region{x, x, y, y};
    visit(x, y);
    while (!waiting_.empty()) {
      const auto [px, py] = waiting_.back();
      waiting_.pop_back();
      region.left = std::min(region.left, px);
      region.right = std::max(region.right, px);
      region.top = std::min(region.top, py);
      region.bottom = std::max(region.bottom, py);
      region.sum += static_cast<double>(map_[at(px, py)]);
      ++region.pixels;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) visit(px + dx, py + dy);
      }
    }
    return region;
  }

  const std::span<const float> map_;
  const int width_;
  const int height_;
  std::vector<std::uint8_t> open_;
  std::vector<std::pair<int, int>> waiting_;
};

Box grown(const Region& region, int width, int height) {
  const double across = region.right - region.left + 1;
  const double down = region.bottom - region.top + 1;
  const int offset = static_cast<int>(std::lround(across * down * kUnclip / (2 * (across + down))));
  const int left = std::max(0, region.left - offset);
  const int top = std::max(0, region.top - offset);
  return {left, top, std::min(width, region.right + 1 + offset) - left,
          std::min(height, region.bottom + 1 + offset) - top};
}

}  // namespace

std::vector<Box> find_lines(std::span<const float> map, int width, int height, std::size_t most) {
  if (map.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) return {};
  std::vector<Box> boxes;
  for (const auto& region : Regions(map, width, height).all()) {
    const bool small =
        region.right - region.left + 1 < kLeastSide || region.bottom - region.top + 1 < kLeastSide;
    if (small || region.sum < kLeastMean * static_cast<double>(region.pixels)) continue;
    boxes.push_back(grown(region, width, height));
  }
  std::ranges::stable_sort(boxes, std::ranges::greater{},
                           [](const Box& box) { return std::int64_t{box.width} * box.height; });
  if (boxes.size() > most) boxes.resize(most);
  std::ranges::sort(boxes, {}, [](const Box& box) { return box.top; });
  for (auto row = boxes.begin(); row != boxes.end();) {
    const int reach = row->top + row->height / 2;
    const auto end =
        std::find_if(row, boxes.end(), [&](const Box& box) { return box.top > reach; });
    std::sort(row, end, [](const Box& a, const Box& b) { return a.left < b.left; });
    row = end;
  }
  return boxes;
}

}  // namespace dragoman::engines::onnx

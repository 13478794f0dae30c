#include "pipeline/scene_gate.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace dragoman::pipeline {

namespace {

constexpr int kBlock = 16;
constexpr int kStrokeLevels = 48;
constexpr int kLeastStrokes = 20;  // pixels of a block's 256 with a stroke's edge to the left
constexpr int kLeastBlocks = 4;

std::vector<std::uint8_t> grey_row(const core::Picture& picture, int y) {
  std::vector<std::uint8_t> row(static_cast<std::size_t>(picture.width));
  const auto* pixel = picture.rgb.data() + static_cast<std::size_t>(y) * picture.row_bytes();
  for (auto& grey : row) {
    grey = static_cast<std::uint8_t>((2U * pixel[0] + 5U * pixel[1] + pixel[2]) / 8);
    pixel += 3;
  }
  return row;
}

}  // namespace

bool may_hold_text(const core::Picture& picture) {
  const auto across = static_cast<std::size_t>(picture.width / kBlock);
  for (int top = 0; top + kBlock <= picture.height; top += kBlock / 2) {
    std::vector<int> strokes(across);
    for (int y = top; y < top + kBlock; ++y) {
      const auto row = grey_row(picture, y);
      for (std::size_t x = 2; x < across * kBlock; ++x) {
        if (std::abs(int{row[x]} - int{row[x - 2]}) > kStrokeLevels) ++strokes[x / kBlock];
      }
    }
    int side_by_side = 0;
    for (const int count : strokes) {
      side_by_side = count >= kLeastStrokes ? side_by_side + 1 : 0;
      if (side_by_side == kLeastBlocks) return true;
    }
  }
  return false;
}

bool ReadingPace::allows(core::Seconds at) {
  if (at - period_begin_ >= kPeriod || at < period_begin_) {
    period_begin_ = at;
    in_period_ = 0;
  }
  if (in_period_ >= kMost || (at >= last_ && last_ >= core::Seconds(0) && at - last_ < gap_)) {
    return false;
  }
  last_ = at;
  ++in_period_;
  return true;
}

void ReadingPace::found_none() { gap_ = std::clamp(gap_ * 2, core::Seconds(1), kLongestGap); }

}  // namespace dragoman::pipeline

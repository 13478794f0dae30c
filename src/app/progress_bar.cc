#include "app/progress_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace dragoman::app {

namespace {

std::string clock(core::Seconds time) {
  const auto seconds = static_cast<std::int64_t>(std::clamp(time.count(), 0.0, 1e9));
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

std::string describe(const core::Progress& progress) {
  if (!progress.total || progress.total->count() <= 0) return clock(progress.done);
  constexpr int kCells = 20;
  const double share = std::clamp(progress.done / *progress.total, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(std::floor(share * kCells));
  return fmt::format("{:3.0f} %  [{:<20}]  {} of {}", std::floor(share * 100),
                     std::string(filled, '='), clock(progress.done), clock(*progress.total));
}

void ProgressBar::draw(std::string line) {
  if (!on_ || line == drawn_) return;
  static_cast<void>(console_.err.append("\r\x1b[K" + line));
  drawn_ = std::move(line);
}

void ProgressBar::close() {
  if (!drawn_.empty()) static_cast<void>(console_.err.append("\r\x1b[K"));
  drawn_.clear();
  on_ = false;
}

}  // namespace dragoman::app

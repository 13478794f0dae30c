#include "app/progress_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace dragoman::app {

std::string clock_text(core::Seconds time) {
  const auto seconds = static_cast<std::int64_t>(std::clamp(time.count(), 0.0, 1e9));
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string share_bar(double share) {
  constexpr int kCells = 20;
  share = std::clamp(share, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(std::floor(share * kCells));
  return fmt::format("{:3.0f} %  [{:<20}]", std::floor(share * 100), std::string(filled, '='));
}

std::string describe(const core::Progress& progress) {
  if (!progress.total || progress.total->count() <= 0) return clock_text(progress.done);
  return fmt::format("{}  {} of {}", share_bar(progress.done / *progress.total),
                     clock_text(progress.done), clock_text(*progress.total));
}

std::string time_left(core::Seconds elapsed, double share) {
  constexpr core::Seconds kTooEarly(2);
  constexpr double kTooLittle = 0.01;
  if (elapsed < kTooEarly || share < kTooLittle || share >= 1) return "";
  return fmt::format(", {} left", clock_text(elapsed * ((1 - share) / share)));
}

void ProgressBar::draw(const core::Progress& progress) {
  if (!on_) return;
  const auto now = std::chrono::steady_clock::now();
  if (!begun_) begun_ = now;
  auto line = describe(progress);
  if (progress.total && progress.total->count() > 0) {
    line += time_left(now - *begun_, progress.done / *progress.total);
  }
  draw(std::move(line));
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

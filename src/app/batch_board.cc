#include "app/batch_board.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "app/progress_bar.h"

namespace dragoman::app {

BatchBoard::BatchBoard(const std::vector<BatchFile>& files, Console& console, bool quiet)
    : files_(files), console_(console), quiet_(quiet), shares_(files.size()) {
  double known = 0;
  std::size_t count = 0;
  for (const auto& file : files) {
    if (file.bytes == 0) continue;
    known += static_cast<double>(file.bytes);
    ++count;
  }
  const double usual = count == 0 ? 1 : known / static_cast<double>(count);
  for (const auto& file : files) {
    const double weight = file.bytes == 0 ? usual : static_cast<double>(file.bytes);
    weights_.push_back(file.is_whole ? 0 : weight);
    if (!file.is_whole) ++to_do_;
  }
}

void BatchBoard::progress(std::size_t file, const core::Progress& progress) {
  if (!progress.total || progress.total->count() <= 0) return;
  const std::lock_guard lock(mutex_);
  shares_[file] = std::clamp(progress.done / *progress.total, 0.0, 1.0);
  draw();
}

void BatchBoard::end(std::size_t file, Paint paint, std::string_view word, std::string_view more,
                     bool is_failure) {
  const std::lock_guard lock(mutex_);
  shares_[file] = 1;
  if (!files_[file].is_whole) ++ended_;
  wipe();
  if (!quiet_ || is_failure) {
    console_.say(fmt::format("{}: {}{}", files_[file].label,
                             painted(paint, word, console_.err_colours), more));
  }
  draw();
}

void BatchBoard::close() {
  const std::lock_guard lock(mutex_);
  wipe();
}

void BatchBoard::draw() {
  if (!console_.err_is_terminal || quiet_ || ended_ == to_do_) return;
  const double all = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  const double share =
      std::inner_product(weights_.begin(), weights_.end(), shares_.begin(), 0.0) / all;
  auto line = fmt::format("{}  {} of {} done{}", share_bar(share), ended_, to_do_,
                          time_left(std::chrono::steady_clock::now() - begun_, share));
  if (line == drawn_) return;
  static_cast<void>(console_.err.append("\r\x1b[K" + line));
  drawn_ = std::move(line);
}

void BatchBoard::wipe() {
  if (!drawn_.empty()) static_cast<void>(console_.err.append("\r\x1b[K"));
  drawn_.clear();
}

}  // namespace dragoman::app

#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "app/batch_plan.h"
#include "app/console.h"
#include "core/event.h"

namespace dragoman::app {

/// How far a batch has come: a line for each file as it ends, and on a terminal below them one that
/// is drawn anew, with the share of all and the time left. Files count by their bytes. Safe from
/// any thread.
class BatchBoard {
 public:
  /// Of `files`, those that are not whole are to be done. Both must outlive it. `quiet`: nothing is
  /// said but failures.
  BatchBoard(const std::vector<BatchFile>& files, Console& console, bool quiet);

  /// How far one file has come.
  void progress(std::size_t file, const core::Progress& progress);
  /// One file ended: its line. `is_failure`: it is said even if quiet.
  void end(std::size_t file, Paint paint, std::string_view word, std::string_view more,
           bool is_failure = false);
  /// Takes the drawn line away, for good.
  void close();

 private:
  void draw();
  void wipe();

  const std::vector<BatchFile>& files_;
  Console& console_;
  const bool quiet_;
  std::mutex mutex_;
  std::vector<double> shares_;   // of each file
  std::vector<double> weights_;  // 0 for what was whole from the start
  std::size_t to_do_ = 0;
  std::size_t ended_ = 0;
  std::string drawn_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace dragoman::app

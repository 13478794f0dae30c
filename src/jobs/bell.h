#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "base/cancel.h"

namespace dragoman::jobs {

/// Tells everyone who waits that something has changed; what it was they look up themselves. Safe
/// from any thread.
class Bell {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
    }
    rung_.notify_all();
  }

  /// Ask before looking things up; what changes after that ends the wait.
  [[nodiscard]] std::uint64_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }

  /// Returns once it has rung since `seen`, or after `patience`, or when cancelled.
  void wait(std::uint64_t seen, std::chrono::milliseconds patience,
            const base::CancelToken& cancel) {
    const auto wake = cancel.on_cancel([this] { ring(); });  // before the lock: it goes after it
    std::unique_lock lock(mutex_);
    rung_.wait_for(lock, patience, [&] { return count_ != seen || cancel.cancelled(); });
  }

 private:
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable rung_;
  std::uint64_t count_ = 0;
};

}  // namespace dragoman::jobs

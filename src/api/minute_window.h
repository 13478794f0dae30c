#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "base/cancel.h"

namespace dragoman::api {

/// How much came within the last minute: no minute, wherever it begins, holds more than is let in.
/// (A bucket that refills lets twice as much into its first.) What came within one second is one
/// entry, dated to the end of that second, so that a whole minute passes; 61 are the most.
class MinuteWindow {
 public:
  void add(base::SteadyTime now, std::uint64_t amount) {
    if (amount == 0) return;
    const auto second = std::chrono::ceil<std::chrono::seconds>(now);
    if (entries_.empty() || entries_.back().second < second) entries_.push_back({second, 0});
    entries_.back().amount += amount;
    sum_ += amount;
  }

  /// How long until less than `limit` (> 0) stands in the window, in seconds rounded up; 0 where
  /// that is so now.
  [[nodiscard]] std::chrono::seconds until_below(base::SteadyTime now, std::uint64_t limit) {
    forget_before(now - kMinute);
    auto left = sum_;
    std::chrono::seconds wait(0);
    for (auto entry = entries_.begin(); left >= limit; ++entry) {
      left -= entry->amount;
      wait = std::chrono::ceil<std::chrono::seconds>(entry->second + kMinute - now);
    }
    return wait;
  }

  [[nodiscard]] bool empty(base::SteadyTime now) const {
    return entries_.empty() || entries_.back().second <= now - kMinute;
  }

 private:
  static constexpr std::chrono::seconds kMinute{60};

  struct Entry {
    std::chrono::time_point<std::chrono::steady_clock, std::chrono::seconds> second;
    std::uint64_t amount;
  };

  void forget_before(base::SteadyTime time) {
    while (!entries_.empty() && entries_.front().second <= time) {
      sum_ -= entries_.front().amount;
      entries_.pop_front();
    }
  }

  std::deque<Entry> entries_;  // by time
  std::uint64_t sum_ = 0;
};

}  // namespace dragoman::api

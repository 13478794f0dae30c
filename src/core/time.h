#pragma once

#include <chrono>

namespace dragoman::core {

/// A length or position in a recording, counted from its first sample.
using Seconds = std::chrono::duration<double>;

/// Half open: start <= t < end.
struct TimeSpan {
  Seconds start{0};
  Seconds end{0};
  [[nodiscard]] Seconds length() const { return end - start; }
  friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

}  // namespace dragoman::core

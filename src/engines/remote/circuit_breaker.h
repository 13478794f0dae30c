#pragma once

#include <chrono>
#include <mutex>

namespace dragoman::engines::remote {

/// Keeps requests from a service that does not answer (Nygard, "Release It!", 2018, section 5.2):
/// after some failures in a row none is let through for a while; then one is, as a trial, and its
/// outcome closes the breaker or opens it anew. Safe from any thread.
class CircuitBreaker {
 public:
  using Clock = std::chrono::steady_clock;

  CircuitBreaker(unsigned failures, std::chrono::milliseconds rest)
      : failures_(failures), rest_(rest) {}

  /// Whether a request may go out now. Each one that may must be followed by one of the others.
  [[nodiscard]] bool admits(Clock::time_point now);
  void succeeded();
  void failed(Clock::time_point now);
  /// It came to no end that says anything of the service: it was cancelled.
  void gave_up();

 private:
  const unsigned failures_;
  const std::chrono::milliseconds rest_;
  std::mutex mutex_;  // guards what follows
  unsigned in_a_row_ = 0;
  Clock::time_point opened_{};
  bool on_trial_ = false;
};

}  // namespace dragoman::engines::remote

#include "engines/remote/circuit_breaker.h"

namespace dragoman::engines::remote {

bool CircuitBreaker::admits(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (in_a_row_ < failures_) return true;
  if (on_trial_ || now - opened_ < rest_) return false;
  on_trial_ = true;
  return true;
}

void CircuitBreaker::succeeded() {
  const std::lock_guard lock(mutex_);
  in_a_row_ = 0;
  on_trial_ = false;
}

void CircuitBreaker::failed(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (in_a_row_ < failures_) ++in_a_row_;
  if (in_a_row_ >= failures_) opened_ = now;
  on_trial_ = false;
}

void CircuitBreaker::gave_up() {
  const std::lock_guard lock(mutex_);
  on_trial_ = false;
}

}  // namespace dragoman::engines::remote

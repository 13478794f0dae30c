#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "base/cancel.h"

namespace dragoman::base {

enum class PushResult { kOk, kClosed, kCancelled };

/// A first-in first-out queue between threads, bounded by weight (the caller's unit: bytes,
/// milliseconds of audio, items). One item heavier than the bound passes when the queue is empty,
/// so nothing can block for ever. Every wait has a way out: close(), the token, or the token's
/// deadline. Every call is safe from any thread.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t max_weight) : max_weight_(max_weight) {}
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;
  ~BoundedQueue() = default;

  /// Waits for room. After close() or cancel the item is dropped and the reason returned.
  PushResult push(T item, std::size_t weight, const CancelToken& token) {
    const auto wake = wake_on_cancel(token);
    std::unique_lock lock(mutex_);
    wait(lock, token, [&] { return closed_ || items_.empty() || weight_ + weight <= max_weight_; });
    if (closed_) return PushResult::kClosed;
    if (token.cancelled()) return PushResult::kCancelled;
    items_.emplace_back(std::move(item), weight);
    weight_ += weight;
    changed_.notify_all();
    return PushResult::kOk;
  }

  /// Waits for an item. Nothing once closed and drained, or once cancelled (ask the token which).
  std::optional<T> pop(const CancelToken& token) {
    const auto wake = wake_on_cancel(token);
    std::unique_lock lock(mutex_);
    wait(lock, token, [&] { return closed_ || !items_.empty(); });
    if (token.cancelled()) return std::nullopt;
    return take();
  }

  /// As pop, without waiting.
  std::optional<T> try_pop() {
    std::lock_guard lock(mutex_);
    return take();
  }

  /// No more pushes; what is queued can still be popped. May be called again.
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  std::optional<T> take() {
    if (items_.empty()) return std::nullopt;
    auto [item, weight] = std::move(items_.front());
    items_.pop_front();
    weight_ -= weight;
    changed_.notify_all();
    return std::move(item);
  }

  // Made before the lock is taken, so that it goes after the lock: its callback needs the mutex.
  CancelCallback wake_on_cancel(const CancelToken& token) {
    return token.on_cancel([this] {
      std::lock_guard lock(mutex_);
      changed_.notify_all();
    });
  }

  template <class Ready>
  void wait(std::unique_lock<std::mutex>& lock, const CancelToken& token, Ready ready) {
    const auto done = [&] { return ready() || token.cancelled(); };
    if (const auto deadline = token.deadline()) {
      changed_.wait_until(lock, *deadline, done);
    } else {
      changed_.wait(lock, done);
    }
  }

  const std::size_t max_weight_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<std::pair<T, std::size_t>> items_;
  std::size_t weight_ = 0;
  bool closed_ = false;
};

}  // namespace dragoman::base

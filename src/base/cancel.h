#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"

namespace dragoman::base {

/// Why work stops. The first reason given stays.
enum class CancelReason { kNone, kClientGone, kDeadline, kShutdown, kFailedElsewhere };

using SteadyTime = std::chrono::steady_clock::time_point;

namespace internal {
struct CancelState;
}

/// Keeps a callback registered; destroying it unregisters, and waits for a callback that is just
/// running (never destroy it from inside its own callback).
class CancelCallback {
 public:
  CancelCallback() = default;
  CancelCallback(CancelCallback&& other) noexcept;
  CancelCallback& operator=(CancelCallback&& other) noexcept;
  CancelCallback(const CancelCallback&) = delete;
  CancelCallback& operator=(const CancelCallback&) = delete;
  ~CancelCallback();

 private:
  friend class CancelToken;
  CancelCallback(std::shared_ptr<internal::CancelState> state, unsigned long id);
  void reset();
  std::shared_ptr<internal::CancelState> state_;
  unsigned long id_ = 0;
};

/// The reading end: one token goes from the socket to the codec. Cheap to copy; every call is safe
/// from any thread. A default-made token is never cancelled.
class CancelToken {
 public:
  CancelToken() = default;

  /// True once cancelled, or once the deadline has passed. One atomic load; the clock is read only
  /// where a deadline is set.
  [[nodiscard]] bool cancelled() const;
  [[nodiscard]] CancelReason reason() const;
  /// Success, or kCancelled / kDeadlineExceeded with a message.
  [[nodiscard]] Status check() const;
  /// The nearest deadline of this token and its parents. Whoever waits must wake by then: a
  /// deadline calls no callback.
  [[nodiscard]] std::optional<SteadyTime> deadline() const;
  /// Runs `callback` once, on the cancelling thread, or at once if already cancelled. It must not
  /// block.
  [[nodiscard]] CancelCallback on_cancel(std::function<void()> callback) const;

  /// Whether both come from one source; all default-made ones are alike.
  bool operator==(const CancelToken& other) const = default;

 private:
  friend class CancelSource;
  explicit CancelToken(std::shared_ptr<internal::CancelState> state) : state_(std::move(state)) {}
  std::shared_ptr<internal::CancelState> state_;
};

/// The cancelling end. A child is cancelled with its parent, never the other way round. Safe from
/// any thread.
class CancelSource {
 public:
  CancelSource();
  explicit CancelSource(const CancelToken& parent,
                        std::optional<SteadyTime> deadline = std::nullopt);
  CancelSource(const CancelSource&) = delete;
  CancelSource& operator=(const CancelSource&) = delete;
  ~CancelSource() = default;

  void cancel(CancelReason reason);
  [[nodiscard]] CancelToken token() const { return CancelToken(state_); }

 private:
  std::shared_ptr<internal::CancelState> state_;
  CancelCallback parent_link_;
};

}  // namespace dragoman::base

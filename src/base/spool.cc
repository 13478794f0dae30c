#include "base/spool.h"

#include <algorithm>
#include <utility>

namespace dragoman::base {

void Spool::expect(std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  expected_ = total;
}

Status Spool::append(std::span<const std::uint8_t> bytes) {
  if (auto status = file_.append(bytes); !status) return status;
  {
    const std::lock_guard lock(mutex_);
    size_ += bytes.size();
  }
  changed_.notify_all();
  return {};
}

void Spool::finish(Status outcome) {
  {
    const std::lock_guard lock(mutex_);
    if (!outcome_) outcome_ = std::move(outcome);
  }
  changed_.notify_all();
}

Result<std::size_t> Spool::read_at(std::uint64_t offset, std::span<std::uint8_t> into,
                                   const CancelToken& cancel) const {
  const auto wake = wake_on_cancel(cancel);
  std::unique_lock lock(mutex_);
  const auto status = wait_until(lock, cancel, [&] { return outcome_ || size_ > offset; });
  if (!status) return status.error();
  if (size_ <= offset) {
    if (!outcome_->ok()) return outcome_->error();
    return std::size_t{0};
  }
  const auto there = std::min<std::uint64_t>(into.size(), size_ - offset);
  lock.unlock();
  return file_.read_at(offset, into.first(static_cast<std::size_t>(there)));
}

std::optional<std::uint64_t> Spool::size() const {
  const std::lock_guard lock(mutex_);
  return outcome_ ? size_ : expected_;
}

bool Spool::complete() const {
  const std::lock_guard lock(mutex_);
  return outcome_ && outcome_->ok();
}

Status Spool::wait(const CancelToken& cancel) const {
  const auto wake = wake_on_cancel(cancel);
  std::unique_lock lock(mutex_);
  if (auto status = wait_until(lock, cancel, [&] { return outcome_.has_value(); }); !status) {
    return status;
  }
  return *outcome_;
}

template <class Ready>
Status Spool::wait_until(std::unique_lock<std::mutex>& lock, const CancelToken& cancel,
                         Ready ready) const {
  const auto done = [&] { return ready() || cancel.cancelled(); };
  if (const auto deadline = cancel.deadline()) {
    changed_.wait_until(lock, *deadline, done);
  } else {
    changed_.wait(lock, done);
  }
  return cancel.check();
}

// Made before the lock is taken, so that it goes after the lock: its callback needs the mutex.
CancelCallback Spool::wake_on_cancel(const CancelToken& cancel) const {
  return cancel.on_cancel([this] {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
}

}  // namespace dragoman::base

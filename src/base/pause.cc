#include "base/pause.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace dragoman::base {

Status pause_for(std::chrono::milliseconds pause, const CancelToken& cancel) {
  auto until = std::chrono::steady_clock::now() + pause;
  if (const auto deadline = cancel.deadline()) until = std::min(until, *deadline);
  std::mutex mutex;
  std::condition_variable changed;
  const auto wake = cancel.on_cancel([&] {
    const std::lock_guard lock(mutex);
    changed.notify_all();
  });
  std::unique_lock lock(mutex);
  changed.wait_until(lock, until, [&] { return cancel.cancelled(); });
  lock.unlock();
  return cancel.check();
}

}  // namespace dragoman::base

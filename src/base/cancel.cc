#include "base/cancel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace dragoman::base {

namespace internal {

struct CancelState {
  std::atomic<CancelReason> reason{CancelReason::kNone};
  std::optional<SteadyTime> deadline;  // written before the state is shared

  std::mutex mutex;  // guards what follows
  std::condition_variable callback_done;
  std::map<unsigned long, std::function<void()>> callbacks;
  unsigned long next_id = 1;
  unsigned long running_id = 0;

  void cancel(CancelReason why) {
    auto expected = CancelReason::kNone;
    if (!reason.compare_exchange_strong(expected, why)) return;
    std::unique_lock lock(mutex);
    while (!callbacks.empty()) {
      auto node = callbacks.extract(callbacks.begin());
      running_id = node.key();
      lock.unlock();
      node.mapped()();
      lock.lock();
      running_id = 0;
      callback_done.notify_all();
    }
  }

  void remove(unsigned long id) {
    std::unique_lock lock(mutex);
    callbacks.erase(id);
    callback_done.wait(lock, [&] { return running_id != id; });
  }
};

}  // namespace internal

CancelCallback::CancelCallback(std::shared_ptr<internal::CancelState> state, unsigned long id)
    : state_(std::move(state)), id_(id) {}

CancelCallback::CancelCallback(CancelCallback&& other) noexcept
    : state_(std::move(other.state_)), id_(std::exchange(other.id_, 0)) {}

CancelCallback& CancelCallback::operator=(CancelCallback&& other) noexcept {
  if (this != &other) {
    reset();
    state_ = std::move(other.state_);
    id_ = std::exchange(other.id_, 0);
  }
  return *this;
}

CancelCallback::~CancelCallback() { reset(); }

void CancelCallback::reset() {
  if (state_ && id_ != 0) state_->remove(id_);
  state_.reset();
}

bool CancelToken::cancelled() const { return reason() != CancelReason::kNone; }

CancelReason CancelToken::reason() const {
  if (!state_) return CancelReason::kNone;
  const auto reason = state_->reason.load();
  if (reason != CancelReason::kNone) return reason;
  const bool late = state_->deadline && std::chrono::steady_clock::now() >= *state_->deadline;
  return late ? CancelReason::kDeadline : CancelReason::kNone;
}

Status CancelToken::check() const {
  switch (reason()) {
    case CancelReason::kNone:
      return {};
    case CancelReason::kDeadline:
      return Error{ErrorKind::kDeadlineExceeded, "The time allowed for this request is over.", ""};
    case CancelReason::kClientGone:
      return Error{ErrorKind::kCancelled, "The client went away.", ""};
    case CancelReason::kShutdown:
      return Error{ErrorKind::kCancelled, "The server is stopping. Send the request again later.",
                   ""};
    case CancelReason::kFailedElsewhere:
      return Error{ErrorKind::kCancelled, "Stopped because another part of the job failed.", ""};
  }
  return {};
}

std::optional<SteadyTime> CancelToken::deadline() const {
  return state_ ? state_->deadline : std::nullopt;
}

CancelCallback CancelToken::on_cancel(std::function<void()> callback) const {
  if (!state_) return {};
  std::unique_lock lock(state_->mutex);
  if (state_->reason.load() != CancelReason::kNone) {
    lock.unlock();
    callback();
    return {};
  }
  const auto id = state_->next_id++;
  state_->callbacks.emplace(id, std::move(callback));
  return {state_, id};
}

CancelSource::CancelSource() : state_(std::make_shared<internal::CancelState>()) {}

CancelSource::CancelSource(const CancelToken& parent, std::optional<SteadyTime> deadline)
    : state_(std::make_shared<internal::CancelState>()) {
  state_->deadline = parent.deadline();
  if (deadline)
    state_->deadline = state_->deadline ? std::min(*state_->deadline, *deadline) : deadline;
  std::weak_ptr<internal::CancelState> child = state_;
  parent_link_ = parent.on_cancel([child, parent] {
    if (auto state = child.lock()) state->cancel(parent.reason());
  });
}

void CancelSource::cancel(CancelReason reason) { state_->cancel(reason); }

}  // namespace dragoman::base

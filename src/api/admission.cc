#include "api/admission.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace dragoman::api {

namespace {

// The newest job's part in the mean of how long jobs take.
constexpr double kNewest = 1.0 / 8;
constexpr double kLongestRetryS = 60;

std::chrono::seconds retry_in(double seconds) {
  return std::chrono::seconds(std::lround(std::ceil(std::clamp(seconds, 1.0, kLongestRetryS))));
}

ErrorReply come_back(ErrorId id, std::string_view advice, std::chrono::seconds retry_after) {
  auto reply = error_reply_with_advice(id, advice);
  reply.retry_after = retry_after;
  return reply;
}

template <class Number>
Number own_or(Number own, Number usual) {
  return own != 0 ? own : usual;
}

}  // namespace

const std::string& client_of(const Request& request) {
  return request.client.empty() ? request.peer : request.client;
}

Admission::Admission(AdmissionLimits limits, Clock clock)
    : limits_(std::move(limits)), clock_(std::move(clock)) {}

std::optional<ErrorReply> Admission::refuse(const std::string& name) {
  std::lock_guard lock(mutex_);
  forget_idle();
  const auto quota = quota_of(name);
  auto& client = clients_[name];
  if (auto refusal = no_room(client, quota)) return refusal;
  const auto now = clock_();
  if (quota.requests_per_minute > 0) {
    const auto wait = client.requests.until_below(now, quota.requests_per_minute);
    if (wait.count() > 0) {
      return come_back(ErrorId::kManyRequests,
                       fmt::format("{} requests a minute are allowed.", quota.requests_per_minute),
                       wait);
    }
  }
  if (quota.tokens_per_minute > 0) {
    const auto wait = client.tokens.until_below(now, quota.tokens_per_minute);
    if (wait.count() > 0) {
      return come_back(ErrorId::kBurstRate,
                       fmt::format("{} tokens a minute are allowed.", quota.tokens_per_minute),
                       wait);
    }
  }
  if (quota.requests_per_minute > 0) client.requests.add(now, 1);
  return std::nullopt;
}

std::variant<Admission::Place, ErrorReply> Admission::enter(const std::string& name,
                                                            const base::CancelToken& cancel) {
  // Before the lock, so that it goes after it: its callback needs the mutex.
  const auto wake = cancel.on_cancel([this] {
    std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  auto& client = clients_[name];
  if (auto refusal = no_room(client, quota_of(name))) return *std::move(refusal);
  if (!wait(lock, client, cancel)) {
    return error_reply_with_advice(ErrorId::kUnavailable, "The server is stopping.");
  }
  return Place(*this, name, clock_());
}

void Admission::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

Admission::Counts Admission::counts() const {
  std::lock_guard lock(mutex_);
  return {running_, waiting_};
}

std::size_t Admission::known_clients() const {
  std::lock_guard lock(mutex_);
  return clients_.size();
}

void Admission::leave(const std::string& name, base::SteadyTime began) {
  std::lock_guard lock(mutex_);
  const auto took_s = std::chrono::duration<double>(clock_() - began).count();
  usual_job_s_ += kNewest * (took_s - usual_job_s_);
  --clients_[name].running;
  --running_;
  give_places();
}

void Admission::charge(const std::string& name, std::uint64_t tokens) {
  std::lock_guard lock(mutex_);
  if (quota_of(name).tokens_per_minute > 0) clients_[name].tokens.add(clock_(), tokens);
}

Quota Admission::quota_of(const std::string& client) const {
  const auto row = limits_.clients.find(client);
  if (row == limits_.clients.end()) return limits_.each_client;
  const auto& own = row->second;
  const auto& usual = limits_.each_client;
  return {.max_jobs = own_or(own.max_jobs, usual.max_jobs),
          .requests_per_minute = own_or(own.requests_per_minute, usual.requests_per_minute),
          .tokens_per_minute = own_or(own.tokens_per_minute, usual.tokens_per_minute)};
}

// When a place is due is guessed from how long jobs have taken.
std::optional<ErrorReply> Admission::no_room(const Client& client, const Quota& quota) const {
  const auto jobs = client.running + client.waiting.size();
  if (quota.max_jobs > 0 && jobs >= quota.max_jobs) {
    return come_back(ErrorId::kManyRequests,
                     fmt::format("{} jobs at a time are allowed.", quota.max_jobs),
                     retry_in(usual_job_s_ / static_cast<double>(quota.max_jobs)));
  }
  if (running_ < limits_.max_jobs || waiting_ < limits_.max_waiting_jobs) return std::nullopt;
  const auto before = static_cast<double>(waiting_ + 1);
  auto reply = error_reply(ErrorId::kManyRequests);
  reply.retry_after = retry_in(usual_job_s_ * before / static_cast<double>(limits_.max_jobs));
  return reply;
}

// False: not to have one.
bool Admission::wait(std::unique_lock<std::mutex>& lock, Client& client,
                     const base::CancelToken& cancel) {
  Waiter waiter;
  if (client.waiting.empty()) turns_.push_back(&client);
  client.waiting.push_back(&waiter);
  ++waiting_;
  give_places();
  const auto done = [&] { return waiter.has_place || closed_ || cancel.cancelled(); };
  if (const auto deadline = cancel.deadline()) {
    changed_.wait_until(lock, *deadline, done);
  } else {
    changed_.wait(lock, done);
  }
  if (waiter.has_place) return true;
  std::erase(client.waiting, &waiter);
  if (client.waiting.empty()) std::erase(turns_, &client);
  --waiting_;
  return false;
}

void Admission::give_places() {
  while (!closed_ && running_ < limits_.max_jobs && !turns_.empty()) {
    auto& client = *turns_.front();
    turns_.pop_front();
    client.waiting.front()->has_place = true;
    client.waiting.pop_front();
    --waiting_;
    ++client.running;
    ++running_;
    if (!client.waiting.empty()) turns_.push_back(&client);
  }
  changed_.notify_all();
}

// Addresses come and go: now and then those are dropped that have nothing to be remembered.
void Admission::forget_idle() {
  if (clients_.size() < many_clients_) return;
  const auto now = clock_();
  std::erase_if(clients_, [&](auto& entry) {
    auto& client = entry.second;
    return client.running == 0 && client.waiting.empty() && client.requests.empty(now) &&
           client.tokens.empty(now);
  });
  many_clients_ = std::max<std::size_t>(1000, 2 * clients_.size());
}

Admission::Place::Place(Admission& admission, std::string client, base::SteadyTime began)
    : admission_(&admission), client_(std::move(client)), began_(began) {}

Admission::Place::Place(Place&& other) noexcept
    : admission_(std::exchange(other.admission_, nullptr)),
      client_(std::move(other.client_)),
      began_(other.began_) {}

Admission::Place::~Place() {
  if (admission_ != nullptr) admission_->leave(client_, began_);
}

void Admission::Place::charge(const core::Usage& usage) const {
  admission_->charge(client_, static_cast<std::uint64_t>(usage.total_tokens()));
}

}  // namespace dragoman::api

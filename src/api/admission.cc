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

// No name that a client can have.
constexpr std::string_view kBackground = "(background)";

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

std::optional<ErrorReply> Admission::refuse(const std::string& name, bool in_background) {
  std::lock_guard lock(mutex_);
  forget_idle();
  const auto quota = quota_of(name);
  auto& client = clients_[name];
  if (!in_background) {
    if (auto refusal = no_room(client, quota)) return refusal;
  }
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

std::variant<Admission::Line, ErrorReply> Admission::line_up(const std::string& name) {
  std::optional<base::SteadyTime> until;
  if (limits_.max_wait.count() > 0) until = std::chrono::steady_clock::now() + limits_.max_wait;
  Line line(*this, name, std::make_unique<Waiter>(), until);
  std::lock_guard lock(mutex_);
  auto& client = clients_[name];
  if (auto refusal = no_room(client, quota_of(name))) return *std::move(refusal);
  append(client, *line.waiter_);
  return line;
}

std::variant<Admission::Place, ErrorReply> Admission::enter(const std::string& name,
                                                            const base::CancelToken& cancel) {
  auto lined_up = line_up(name);
  if (auto* refusal = std::get_if<ErrorReply>(&lined_up)) return std::move(*refusal);
  auto entered = std::get<Line>(lined_up).wait(cancel, std::nullopt);
  if (auto* place = std::get_if<Place>(&entered)) return std::move(*place);
  return std::get<ErrorReply>(std::move(entered));
}

std::optional<Admission::Place> Admission::enter_in_background(const base::CancelToken& cancel) {
  Line line(*this, std::string(kBackground), std::make_unique<Waiter>(), std::nullopt);
  line.waiter_->takes_room = false;
  {
    std::lock_guard lock(mutex_);
    append(clients_[line.client_], *line.waiter_);
  }
  auto entered = line.wait(cancel, std::nullopt);
  if (auto* place = std::get_if<Place>(&entered)) return std::move(*place);
  return std::nullopt;
}

void Admission::charge(const std::string& name, const core::Usage& usage) {
  std::lock_guard lock(mutex_);
  if (quota_of(name).tokens_per_minute == 0) return;
  clients_[name].tokens.add(clock_(), static_cast<std::uint64_t>(usage.total_tokens()));
}

void Admission::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

Admission::Counts Admission::counts() const {
  std::lock_guard lock(mutex_);
  return {running_, waiting_, ended_};
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
  ++ended_;
  give_places();
}

// A place that came just now is not taken.
void Admission::leave_line(const std::string& name, Waiter& waiter) {
  std::lock_guard lock(mutex_);
  auto& client = clients_[name];
  if (!waiter.has_place) return remove(client, waiter);
  --client.running;
  --running_;
  give_places();
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

ErrorReply Admission::waited_too_long() const {
  return come_back(
      ErrorId::kManyRequests,
      fmt::format("No place to run came free within {} seconds.",
                  std::chrono::duration_cast<std::chrono::seconds>(limits_.max_wait).count()),
      retry_in(usual_job_s_));
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

void Admission::append(Client& client, Waiter& waiter) {
  client.waiting.push_back(&waiter);
  if (waiter.takes_room) ++waiting_;
  if (client.waiting.size() == 1) turns_.push_back(&client);
  give_places();
}

void Admission::remove(Client& client, Waiter& waiter) {
  if (std::erase(client.waiting, &waiter) == 0) return;
  if (client.waiting.empty()) std::erase(turns_, &client);
  if (waiter.takes_room) --waiting_;
}

void Admission::give_places() {
  while (!closed_ && running_ < limits_.max_jobs && !turns_.empty()) {
    auto& client = *turns_.front();
    turns_.pop_front();
    auto& waiter = *client.waiting.front();
    waiter.has_place = true;
    client.waiting.pop_front();
    if (waiter.takes_room) --waiting_;
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

Admission::Line::Line(Admission& admission, std::string client, std::unique_ptr<Waiter> waiter,
                      std::optional<base::SteadyTime> until)
    : admission_(&admission),
      client_(std::move(client)),
      waiter_(std::move(waiter)),
      until_(until) {}

Admission::Line::~Line() {
  if (waiter_) admission_->leave_line(client_, *waiter_);
}

std::variant<Admission::Place, ErrorReply, Admission::Line::Quiet> Admission::Line::wait(
    const base::CancelToken& cancel, std::optional<std::chrono::milliseconds> patience) {
  auto& all = *admission_;
  auto until = until_;
  const auto at_latest = [&](base::SteadyTime time) {
    until = std::min(until.value_or(time), time);
  };
  if (patience) at_latest(std::chrono::steady_clock::now() + *patience);
  if (const auto deadline = cancel.deadline()) at_latest(*deadline);
  // Before the lock, so that it goes after it: its callback needs the mutex.
  const auto wake = cancel.on_cancel([&all] {
    std::lock_guard lock(all.mutex_);
    all.changed_.notify_all();
  });
  std::unique_lock lock(all.mutex_);
  const auto done = [&] { return waiter_->has_place || all.closed_ || cancel.cancelled(); };
  if (until) {
    all.changed_.wait_until(lock, *until, done);
  } else {
    all.changed_.wait(lock, done);
  }
  if (waiter_->has_place) {
    waiter_.reset();
    return Place(all, client_, all.clock_());
  }
  if (all.closed_ || cancel.cancelled()) {
    return error_reply_with_advice(ErrorId::kUnavailable, "The server is stopping.");
  }
  if (!until_ || std::chrono::steady_clock::now() < *until_) return Quiet{};
  return all.waited_too_long();
}

}  // namespace dragoman::api

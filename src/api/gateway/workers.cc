#include "api/gateway/workers.h"

#include <utility>

#include "base/http_exchange.h"
#include "base/log.h"
#include "base/pause.h"

namespace dragoman::api {

namespace {

constexpr std::chrono::milliseconds kLookPatience{2000};

bool says_ready(const std::string& url, const base::CancelToken& cancel) {
  base::HttpExchange exchange;
  exchange.url = url + "/readyz";
  exchange.timeout = kLookPatience;
  exchange.connect_timeout = kLookPatience;
  const auto reply = base::http_exchange(exchange, cancel);
  return reply && reply->status == 200;
}

}  // namespace

Workers::Workers(std::vector<std::string> urls, base::Metrics& metrics) {
  for (auto& url : urls) {
    while (url.ends_with('/')) url.pop_back();
    const base::MetricLabels labels{{"worker", url}};
    Worker worker;
    worker.is_ready = metrics.gauge("dragoman_gateway_worker_ready",
                                    "1 while the worker takes requests.", labels);
    worker.requests = metrics.gauge("dragoman_gateway_worker_requests",
                                    "Requests that the worker is answering.", labels);
    worker.failures =
        metrics.counter("dragoman_gateway_worker_failures_total",
                        "Times that the worker was not reached, or broke off.", labels);
    worker.url = std::move(url);
    workers_.push_back(std::move(worker));
  }
}

Workers::~Workers() {
  stop_.cancel(base::CancelReason::kShutdown);
  if (looker_.joinable()) looker_.join();
}

void Workers::start(std::chrono::milliseconds look_every) {
  looker_ = std::thread([this, look_every] {
    while (base::pause_for(look_every, stop_.token())) look(stop_.token());
  });
}

// A request may find a worker gone meanwhile; the next look says whether it came back.
void Workers::look(const base::CancelToken& cancel) {
  for (std::size_t i = 0; i < workers_.size() && !cancel.cancelled(); ++i) {
    set_ready(i, says_ready(workers_[i].url, cancel));
  }
}

void Workers::set_ready(std::size_t index, bool ready) {
  const std::lock_guard lock(mutex_);
  auto& worker = workers_[index];
  worker.is_ready.set(ready ? 1 : 0);
  if (std::exchange(worker.ready, ready) == ready) return;
  base::log(base::LogLevel::kInfo, ready ? "A worker is ready" : "A worker takes nothing",
            {{"worker", worker.url}});
}

bool Workers::any_ready() const {
  const std::lock_guard lock(mutex_);
  for (const auto& worker : workers_) {
    if (worker.ready) return true;
  }
  return false;
}

Workers::Turn Workers::begin(std::size_t index) {
  auto& worker = workers_[index];
  worker.requests.set(static_cast<double>(++worker.running));
  return {*this, index};
}

std::optional<Workers::Turn> Workers::next(const std::set<std::size_t>& tried) {
  const std::lock_guard lock(mutex_);
  std::optional<std::size_t> best;
  for (std::size_t step = 1; step <= workers_.size(); ++step) {
    const auto index = (last_ + step) % workers_.size();
    if (!workers_[index].ready || tried.contains(index)) continue;
    if (!best || workers_[index].running < workers_[*best].running) best = index;
  }
  if (!best) return std::nullopt;
  last_ = *best;
  return begin(*best);
}

std::optional<Workers::Turn> Workers::home() {
  const std::lock_guard lock(mutex_);
  if (!workers_.front().ready) return std::nullopt;
  return begin(0);
}

Workers::Turn::~Turn() {
  if (workers_ == nullptr) return;
  const std::lock_guard lock(workers_->mutex_);
  auto& worker = workers_->workers_[index_];
  worker.requests.set(static_cast<double>(--worker.running));
}

const std::string& Workers::Turn::url() const { return workers_->workers_[index_].url; }

void Workers::Turn::failed() const {
  workers_->workers_[index_].failures.add();
  workers_->set_ready(index_, false);
}

}  // namespace dragoman::api

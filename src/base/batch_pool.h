#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <iterator>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "base/cancel.h"
#include "base/caught.h"
#include "base/fair_turns.h"
#include "base/log.h"
#include "base/metrics.h"

namespace dragoman::base {

/// A fixed set of threads, each owning one engine replica; requests of many jobs share batches.
/// The only place that owns engine threads. A Request must have a member `CancelToken cancel`: a
/// request cancelled before its turn is answered without being run. Requests with one token are of
/// one job, and jobs take turns, fairly by the weight of what is served (base/fair_turns.h):
/// whoever queues much does not hold back who queues little. Within a job they start in the order
/// in which they came.
template <class Request, class Response>
class BatchPool {
 public:
  /// One replica: answers a batch, one result a request, in order. Called by one thread only. What
  /// it throws is answered as base::caught(); and whoever gets a fault (kInternal, or a throw) in
  /// company is run once more alone, so that one request's fault is not another's.
  using Replica = std::function<std::vector<Result<Response>>(std::span<const Request>)>;

  struct Options {
    /// Requests in one call of a replica; but none takes more than its share of what waits, so that
    /// no replica is idle beside a full one.
    std::size_t max_batch = 1;
    std::chrono::milliseconds window{
        0};  ///< How long a replica waits for company before it starts.
    /// Whether two requests may share a batch (same model, like length). Empty: always.
    std::function<bool(const Request&, const Request&)> compatible{};
    /// What a request costs beside others of this pool, in any unit; more than 0. Empty: all alike.
    std::function<double(const Request&)> weight{};
    PoolMetrics metrics{};
  };

  BatchPool(Options options, std::vector<Replica> replicas)
      : options_(std::move(options)), replicas_(replicas.size()) {
    options_.metrics.replicas.set(static_cast<double>(replicas_));
    try {
      for (auto& replica : replicas) {
        std::vector<Item> batch;
        batch.reserve(options_.max_batch);  // so that no memory is asked for to take one
        threads_.emplace_back([this, replica = std::move(replica),
                               batch = std::move(batch)]() mutable { work(replica, batch); });
      }
    } catch (...) {
      stop();
      throw;
    }
  }
  BatchPool(const BatchPool&) = delete;
  BatchPool& operator=(const BatchPool&) = delete;

  /// Answers what is queued with kUnavailable, finishes what runs, joins.
  ~BatchPool() {
    stop();
    refuse_all();
  }

  /// Queues a request; the future always becomes ready. Safe from any thread. The queue has no
  /// bound of its own: each job keeps only a few requests in flight.
  [[nodiscard]] std::future<Result<Response>> post(Request request) {
    auto job = request.cancel;
    Item item{std::move(request), std::move(job), Clock::now(), log_context()};
    auto future = item.promise.get_future();
    {
      std::lock_guard lock(mutex_);
      enqueue(std::move(item));
      options_.metrics.waiting.set(static_cast<double>(queue_.size()));
    }
    changed_.notify_all();
    return future;
  }

  [[nodiscard]] std::size_t replicas() const { return replicas_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct Item {
    Request request;
    CancelToken job;
    Clock::time_point posted;
    LogContext log;  // of who posted it
    double weight = 1;
    double turn = 0;
    double served = 0;
    bool answered = false;
    std::promise<Result<Response>> promise = {};

    void answer(Result<Response> response) {
      answered = true;
      promise.set_value(std::move(response));
    }
  };

  void stop() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

  static double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  }

  void enqueue(Item item) {
    if (options_.weight) item.weight = options_.weight(item.request);
    item.turn = turns_.tag(item.job, item.weight);
    const auto later = [&](const Item& other) { return other.turn > item.turn; };
    const auto job = item.job;
    try {
      queue_.insert(std::ranges::find_if(queue_, later), std::move(item));
    } catch (...) {  // no memory: it never waited
      turns_.end(job, 0);
      throw;
    }
  }

  // `batch` is empty and has room for the largest.
  void work(const Replica& replica, std::vector<Item>& batch) {
    for (;;) {
      Error fault;
      try {
        take_batch(batch);
        if (batch.empty()) return;
        run(replica, batch);
      } catch (...) {  // no memory for the batch itself: the replica lives on
        fault = caught("A batch could not be run.");
      }
      close(batch, fault);
      batch.clear();
    }
  }

  // Waits for the first request, then for company; none when closed.
  void take_batch(std::vector<Item>& batch) {
    std::unique_lock lock(mutex_);
    // A loop: another replica may empty the queue during the window.
    do {
      changed_.wait(lock, [&] { return closed_ || !queue_.empty(); });
      wait_for_company(lock);
      if (closed_) refuse_all();
      answer_cancelled();
    } while (queue_.empty() && !closed_);
    const std::size_t share = (queue_.size() + replicas_ - 1) / replicas_;
    const std::size_t most = std::min(options_.max_batch, share);
    for (auto it = queue_.begin(); it != queue_.end() && batch.size() < most;) {
      const bool fits = batch.empty() || !options_.compatible ||
                        options_.compatible(batch.front().request, it->request);
      if (!fits) {
        ++it;
        continue;
      }
      batch.push_back(std::move(*it));
      it = queue_.erase(it);
    }
    if (!batch.empty()) turns_.begin(batch.front().turn);
    options_.metrics.waiting.set(static_cast<double>(queue_.size()));
  }

  void wait_for_company(std::unique_lock<std::mutex>& lock) {
    if (closed_ || options_.max_batch <= 1 || options_.window.count() == 0) return;
    changed_.wait_for(lock, options_.window,
                      [&] { return closed_ || queue_.size() >= options_.max_batch; });
  }

  void refuse_all() {
    for (auto& item : queue_) {
      item.answer(Error{ErrorKind::kUnavailable, "The engines are shutting down.", ""});
    }
    queue_.clear();
  }

  // At every turn, so that who is cancelled does not wait behind others' requests.
  void answer_cancelled() {
    for (auto it = queue_.begin(); it != queue_.end();) {
      const auto status = it->job.check();
      if (status) {
        ++it;
        continue;
      }
      it->answer(status.error());
      turns_.end(it->job, 0);
      it = queue_.erase(it);
    }
  }

  void run(const Replica& replica, std::span<Item> batch) {
    std::vector<Request> requests;
    std::vector<Item*> items;
    LogContext contexts;
    for (auto& item : batch) {
      options_.metrics.wait_s.observe(seconds_since(item.posted));
      if (auto status = item.job.check(); !status) {
        item.answer(status.error());
        continue;
      }
      item.served = item.weight;
      contexts.join(item.log);
      items.push_back(&item);
      requests.push_back(std::move(item.request));
    }
    if (requests.empty()) return;
    const LogScope scope(std::move(contexts));
    options_.metrics.batch.observe(static_cast<double>(requests.size()));
    answer(replica, requests, items);
  }

  void answer(const Replica& replica, std::span<const Request> requests,
              std::span<Item* const> items) {
    if (requests.empty()) return;
    auto responses = call(replica, requests);
    std::vector<std::size_t> faulty;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool fault = !responses[i] && responses[i].error().kind == ErrorKind::kInternal;
      if (fault && items.size() > 1) {
        faulty.push_back(i);
      } else {
        items[i]->answer(std::move(responses[i]));
      }
    }
    for (const auto i : faulty) answer(replica, requests.subspan(i, 1), items.subspan(i, 1));
  }

  // However the batch went: nobody waits for an answer for ever, and no job counts as waiting.
  void close(std::span<Item> batch, const Error& fault) {
    for (auto& item : batch) {
      try {
        if (!item.answered) item.answer(fault);
      } catch (...) {  // no memory for the words either: the future tells that there is no answer
      }
    }
    const std::lock_guard lock(mutex_);
    for (const auto& item : batch) turns_.end(item.job, item.served);
  }

  // One a request, whatever the replica does.
  std::vector<Result<Response>> call(const Replica& replica, std::span<const Request> requests) {
    const ScopedTimer timer(options_.metrics.run_s);
    std::vector<Result<Response>> responses;
    Error missing{ErrorKind::kInternal, "An engine gave no answer.", ""};
    try {
      responses = replica(requests);
    } catch (...) {
      missing = caught("An engine failed.");
      // Together they may ask for more memory than each.
      if (requests.size() > 1) missing.kind = ErrorKind::kInternal;
    }
    while (responses.size() < requests.size()) responses.emplace_back(missing);
    return responses;
  }

  const Options options_;
  const std::size_t replicas_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Item> queue_;  // by turns
  FairTurns turns_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dragoman::base

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/cancel.h"
#include "base/metrics.h"

namespace dragoman::api {

/// The servers that a gateway hands its requests to, and how each of them does. Whether one takes
/// work it says itself (GET /readyz), asked every `look_every` by a thread of this; a server that
/// drains says no and gets nothing new. Safe from any thread.
class Workers {
 public:
  /// `urls` as "http://10.0.0.7:8080", at least one. Not asked before the first look(), nor by a
  /// thread before start(). `metrics` must outlive it.
  Workers(std::vector<std::string> urls, base::Metrics& metrics);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  void start(std::chrono::milliseconds look_every);
  /// Asks each worker once, and takes note.
  void look(const base::CancelToken& cancel);
  [[nodiscard]] bool any_ready() const;

  /// One request at one worker, counted until this goes.
  class Turn {
   public:
    Turn(Workers& workers, std::size_t index) : workers_(&workers), index_(index) {}
    Turn(Turn&& other) noexcept
        : workers_(std::exchange(other.workers_, nullptr)), index_(other.index_) {}
    Turn& operator=(Turn&&) = delete;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();
    [[nodiscard]] std::size_t index() const { return index_; }
    [[nodiscard]] const std::string& url() const;
    /// It was not reached, or broke off: it gets nothing until it says again that it is ready.
    void failed() const;

   private:
    Workers* workers_;
    std::size_t index_;
  };

  /// A turn at the ready worker with the fewest requests, in turn among equals, but none of
  /// `tried`. Nothing where there is none.
  [[nodiscard]] std::optional<Turn> next(const std::set<std::size_t>& tried);
  /// A turn at the first worker of the list, which keeps what is stored; nothing while it is not
  /// ready.
  [[nodiscard]] std::optional<Turn> home();

 private:
  struct Worker {
    std::string url;
    bool ready = false;
    std::size_t running = 0;
    base::Gauge is_ready;
    base::Gauge requests;
    base::Counter failures;
  };
  [[nodiscard]] Turn begin(std::size_t index);  // under the lock
  void set_ready(std::size_t index, bool ready);

  mutable std::mutex mutex_;  // guards what follows, but for the workers' addresses
  std::vector<Worker> workers_;
  std::size_t last_ = 0;

  base::CancelSource stop_;
  std::thread looker_;
};

}  // namespace dragoman::api

#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace dragoman::base {

/// The names and values of one series. Values come from lists in our code (a stage, a route's
/// pattern, a status), never from what a user sent: each new one is a series that stays.
using MetricLabels = std::map<std::string, std::string>;

/// Handles: cheap to copy, safe from any thread, and quick enough for a hot path. One that was
/// default-made belongs to no registry and swallows what it is told, so that whoever reports need
/// not ask whether somebody listens. Otherwise the Metrics that made it must outlive it.
class Counter {
 public:
  Counter() = default;
  void add(double amount = 1) const;  ///< At least 0; less is dropped.

 private:
  friend class Metrics;
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  prometheus::Counter* counter_ = nullptr;
};

class Gauge {
 public:
  Gauge() = default;
  void set(double value) const;
  void add(double amount) const;  ///< May be below 0.

 private:
  friend class Metrics;
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  prometheus::Gauge* gauge_ = nullptr;
};

class Histogram {
 public:
  Histogram() = default;
  void observe(double value) const;

 private:
  friend class Metrics;
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  prometheus::Histogram* histogram_ = nullptr;
};

/// Tells a histogram, when it goes, how many seconds it lived.
class ScopedTimer {
 public:
  explicit ScopedTimer(Histogram histogram) : histogram_(histogram) {}
  ScopedTimer(const ScopedTimer&) = delete;
  ScopedTimer& operator=(const ScopedTimer&) = delete;
  ~ScopedTimer() { histogram_.observe(seconds()); }

  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  const Histogram histogram_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// The upper bounds of a histogram's buckets, in seconds: from a millisecond to ten minutes, for
/// whatever a request waits for.
[[nodiscard]] std::span<const double> latency_buckets();

/// What a process tells of itself, in the text format of Prometheus (version 0.0.4). Made by the
/// wiring and handed down; there is no other one behind it. Safe from any thread.
class Metrics {
 public:
  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  ~Metrics();

  // The series of that name and those labels: the same one whenever asked again. A name has one
  // kind and one help text.
  [[nodiscard]] Counter counter(const std::string& name, const std::string& help,
                                const MetricLabels& labels = {});
  [[nodiscard]] Gauge gauge(const std::string& name, const std::string& help,
                            const MetricLabels& labels = {});
  [[nodiscard]] Histogram histogram(const std::string& name, const std::string& help,
                                    std::span<const double> buckets,
                                    const MetricLabels& labels = {});

  /// All series, and those of the process: CPU, memory, open files, start (under the names that
  /// Prometheus' own client libraries give them).
  [[nodiscard]] std::string text() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a pool of engines tells of its work; each is told by the pool's own threads.
struct PoolMetrics {
  Gauge replicas;
  Gauge waiting;     ///< Requests that no replica has taken yet.
  Histogram wait_s;  ///< Of each request, from its posting until a replica takes it.
  Histogram run_s;   ///< Of each call of a replica.
  Histogram batch;   ///< Requests in each call.
};

}  // namespace dragoman::base

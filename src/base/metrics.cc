#include "base/metrics.h"

#include <array>
#include <sstream>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/process_use.h"

namespace dragoman::base {

namespace {

constexpr std::array kLatencyBuckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,   0.25,  0.5,
                                     1.0,   2.5,    5.0,   10.0, 30.0,  60.0, 120.0, 300.0, 600.0};

prometheus::MetricFamily family(std::string name, std::string help, prometheus::MetricType type,
                                double value) {
  prometheus::ClientMetric metric;
  metric.gauge.value = value;
  metric.counter.value = value;
  return {std::move(name), std::move(help), type, {metric}};
}

void add_process(std::vector<prometheus::MetricFamily>& families) {
  using prometheus::MetricType;
  const auto use = process_use();
  families.push_back(family("process_cpu_seconds_total", "User and system time of this process.",
                            MetricType::Counter, use.cpu_s));
  families.push_back(family("process_resident_memory_bytes", "Resident memory.", MetricType::Gauge,
                            use.resident_bytes));
  families.push_back(family("process_virtual_memory_bytes", "Virtual memory.", MetricType::Gauge,
                            use.virtual_bytes));
  families.push_back(
      family("process_open_fds", "Open file descriptors.", MetricType::Gauge, use.open_fds));
  families.push_back(family("process_max_fds", "The most file descriptors that may be open.",
                            MetricType::Gauge, use.max_fds));
  families.push_back(
      family("process_threads", "Threads of this process.", MetricType::Gauge, use.threads));
  families.push_back(family("process_start_time_seconds",
                            "When this process began, in seconds since 1970.", MetricType::Gauge,
                            use.start_s));
}

}  // namespace

void Counter::add(double amount) const {
  if (counter_ != nullptr) counter_->Increment(amount);
}

void Gauge::set(double value) const {
  if (gauge_ != nullptr) gauge_->Set(value);
}

void Gauge::add(double amount) const {
  if (gauge_ != nullptr) gauge_->Increment(amount);
}

void Histogram::observe(double value) const {
  if (histogram_ != nullptr) histogram_->Observe(value);
}

std::span<const double> latency_buckets() { return kLatencyBuckets; }

class Metrics::Impl {
 public:
  prometheus::Registry registry;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string& name, const std::string& help,
                         const MetricLabels& labels) {
  return Counter(
      prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry).Add(labels));
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const MetricLabels& labels) {
  return Gauge(
      prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry).Add(labels));
}

Histogram Metrics::histogram(const std::string& name, const std::string& help,
                             std::span<const double> buckets, const MetricLabels& labels) {
  return Histogram(prometheus::BuildHistogram()
                       .Name(name)
                       .Help(help)
                       .Register(impl_->registry)
                       .Add(labels, std::vector<double>(buckets.begin(), buckets.end())));
}

std::string Metrics::text() const {
  auto families = impl_->registry.Collect();
  add_process(families);
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

}  // namespace dragoman::base

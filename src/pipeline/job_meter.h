#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.h"
#include "core/event.h"
#include "pipeline/metrics.h"

namespace dragoman::pipeline {

/// Stands between one job and its sink and tells the metrics what goes by. Begins with the job;
/// emit() one call at a time, as every sink.
class JobMeter final : public core::EventSink {
 public:
  JobMeter(const JobMetrics& metrics, core::EventSink& sink);
  JobMeter(const JobMeter&) = delete;
  JobMeter& operator=(const JobMeter&) = delete;
  ~JobMeter() override;

  base::Status emit(core::Event event, const base::CancelToken& cancel) override;
  void spent(const core::Usage& usage) override { sink_.spent(usage); }

  /// Counts how the job ended, once; gives it back.
  [[nodiscard]] base::Status ended(base::Status status);

 private:
  [[nodiscard]] double seconds() const;
  void count(const core::Event& event);
  void count(const core::Usage& usage);

  const JobMetrics metrics_;
  core::EventSink& sink_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  bool text_seen_ = false;
  std::int64_t spoken_samples_ = 0;
};

}  // namespace dragoman::pipeline

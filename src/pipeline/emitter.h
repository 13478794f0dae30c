#pragma once

#include <mutex>
#include <utility>

#include "core/event.h"

namespace dragoman::pipeline {

/// One job's way out: several stages emit through it, one call at a time, Started before all else.
/// Safe from any thread.
class Emitter {
 public:
  Emitter(core::EventSink& sink, base::CancelToken cancel)
      : sink_(sink), cancel_(std::move(cancel)) {}

  base::Status emit(core::Event event) {
    std::lock_guard lock(mutex_);
    return sink_.emit(std::move(event), cancel_);
  }

  /// Emits Started the first time, nothing afterwards.
  base::Status start(std::optional<core::Language> source) {
    std::lock_guard lock(mutex_);
    if (started_) return {};
    started_ = true;
    return sink_.emit(core::Started{source}, cancel_);
  }

 private:
  core::EventSink& sink_;
  const base::CancelToken cancel_;
  std::mutex mutex_;  // guards what follows, and the sink's one call at a time
  bool started_ = false;
};

}  // namespace dragoman::pipeline

#pragma once

#include <utility>

#include "base/result.h"
#include "core/event.h"

namespace dragoman::api {

/// Stands between one job and its sink, and keeps what the job has used. As core::EventSink.
class Spending final : public core::EventSink {
 public:
  explicit Spending(core::EventSink& sink) : sink_(sink) {}

  base::Status emit(core::Event event, const base::CancelToken& cancel) override {
    return sink_.emit(std::move(event), cancel);
  }
  void spent(const core::Usage& usage) override {
    used_ = usage;
    sink_.spent(usage);
  }

  /// What of it counts in the minute of its client, once the job has ended so: all that was heard
  /// and said, also where the client left, the recording failed on the way, or its time was over;
  /// nothing where the fault was ours.
  [[nodiscard]] core::Usage counted(const base::Status& ended) const {
    return !ended && is_ours(ended.error().kind) ? core::Usage() : used_;
  }

 private:
  static bool is_ours(base::ErrorKind kind) {
    switch (kind) {
      case base::ErrorKind::kModelMissing:
      case base::ErrorKind::kModelInvalid:
      case base::ErrorKind::kUnavailable:
      case base::ErrorKind::kIo:
      case base::ErrorKind::kStorageFull:
      case base::ErrorKind::kInternal:
        return true;
      default:
        return false;
    }
  }

  core::EventSink& sink_;
  core::Usage used_;
};

}  // namespace dragoman::api

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "jobs/job_table.h"
#include "jobs/shelf.h"

namespace dragoman::jobs {

/// Listens to one job and keeps what it says: each sentence at one stroke, and the speech of each
/// sentence at one stroke once it is whole (samples on the disk first, then the row). What is kept
/// never changes, so that a job that goes on after a crash says nothing twice. As core::EventSink;
/// its references must outlive it.
class EventLog final : public core::EventSink {
 public:
  /// Goes on behind `state`; samples that no row knows are cut off. Errors: kIo, kStorageFull.
  [[nodiscard]] static base::Result<std::unique_ptr<EventLog>> open(JobTable& table, Shelf& speech,
                                                                    const std::string& job,
                                                                    const LogState& state,
                                                                    std::function<void()> changed);
  ~EventLog() override;

  base::Status emit(core::Event event, const base::CancelToken& cancel) override;

  /// How the job finished; after it has.
  [[nodiscard]] const std::optional<core::Finished>& finished() const { return finished_; }

 private:
  EventLog(JobTable& table, std::string job, const LogState& state, std::unique_ptr<Draft> speech,
           std::function<void()> changed);
  base::Status on(const core::Started& started);
  base::Status on(const core::TextDelta& delta);
  base::Status on(const core::SegmentDone& done);
  base::Status on(const core::AudioDelta& delta);
  base::Status on(const core::SpeechDone& done);
  base::Status on(const core::Progress& progress);
  base::Status on(const core::Finished& finished);
  base::Status append(LoggedEvent event);

  JobTable& table_;
  const std::string job_;
  const std::unique_ptr<Draft> speech_;
  const std::function<void()> changed_;
  bool started_;
  std::int64_t last_seq_;
  std::int64_t kept_samples_;
  std::string delta_;                  // of the sentence in hand
  std::vector<std::int16_t> samples_;  // of the sentence that is being spoken
  std::optional<core::Finished> finished_;
};

}  // namespace dragoman::jobs

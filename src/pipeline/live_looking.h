#pragma once

#include <atomic>
#include <memory>
#include <string_view>
#include <thread>

#include "base/cancel.h"
#include "core/live.h"
#include "core/time.h"
#include "media/stills.h"
#include "pipeline/engines.h"
#include "pipeline/kept_names.h"
#include "pipeline/scene_text.h"

namespace dragoman::pipeline {

/// What the pictures of one live job show, read beside it on a thread of its own; nobody waits for
/// it. Times count from the job's first sample. For one thread; it ends with its last call of a
/// reader.
class LiveLooking {
 public:
  /// Null where FFmpeg cannot decode what is shown. `engines` has readers.
  [[nodiscard]] static std::unique_ptr<LiveLooking> open(const core::LiveJob& job, Engines& engines,
                                                         std::int64_t max_pixels,
                                                         const base::CancelToken& cancel);
  ~LiveLooking();

  void show(std::string_view jpeg, core::Seconds at) { stills_->show(jpeg, at); }
  /// What is spoken, for whoever reads: where the job does not say.
  void heard(core::Language language) { spoken_ = static_cast<int>(language); }

  /// Writes the names on the screen in place of what sounds like them beyond doubt (docs/scene.md),
  /// and keeps them.
  void put_right(engines::Transcript& transcript, core::TimeSpan said, KeptNames& names) const;

 private:
  LiveLooking(const core::LiveJob& job, Engines& engines, std::unique_ptr<media::Stills> stills,
              const base::CancelToken& cancel);
  void run();

  Engines& engines_;
  const std::unique_ptr<media::Stills> stills_;
  base::CancelSource cancel_;
  SceneText scene_;
  std::atomic<int> spoken_{-1};  // language index, or -1
  std::jthread thread_;          // last: it uses the rest
};

}  // namespace dragoman::pipeline

#pragma once

#include <array>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/picture.h"
#include "pipeline/engines.h"
#include "pipeline/scene_notes.h"

namespace dragoman::pipeline {

/// Sees where another scene begins: a picture whose brightness, over eight times eight fields,
/// differs from the last one's by more than a ninth of what it may, on the mean. Pure but for what
/// it saw last.
class SceneCuts {
 public:
  /// Whether a scene begins with this picture; the first always does. Empty ones are no scene.
  [[nodiscard]] bool begins_with(const core::Picture& picture);

 private:
  static constexpr int kFields = 8;
  using Fields = std::array<double, static_cast<std::size_t>(kFields) * kFields>;
  [[nodiscard]] static Fields fields_of(const core::Picture& picture);

  std::optional<Fields> last_;
};

/// How many scenes of a job are described: one at a time, kMost in ten minutes of the recording,
/// and none that was begun less than kShortest ago when the next begins.
struct DescribingPace {
  static constexpr int kMost = 20;
  static constexpr core::Seconds kPeriod{600};
  static constexpr core::Seconds kShortest{1};
};

/// Has the scenes of one job described, as its pictures are looked at. look() never waits: a note
/// that is late is late for its first sentences alone, and where one scene is still being described
/// the next ones wait, and all but the last of them are passed over. One thread.
class SceneDescribing {
 public:
  SceneDescribing(DescribePool& pool, SceneNotes& notes, core::Language target,
                  base::CancelToken cancel, const Metrics& metrics)
      : pool_(pool),
        notes_(notes),
        target_(target),
        cancel_(std::move(cancel)),
        metrics_(metrics) {}

  /// The next picture, in the order of time.
  void look(const core::Picture& picture);
  /// Takes the answer of a request that is under way, if it is there.
  void take_answer();
  /// No more pictures come: the last scene is described, for what is translated meanwhile. Returns
  /// when that is done, or once cancelled.
  void finish();
  [[nodiscard]] int asked() const { return asked_; }
  /// Whether it has given up.
  [[nodiscard]] bool has_failed() const { return failed_; }

 private:
  void ask();
  [[nodiscard]] bool paces(core::Seconds at);

  DescribePool& pool_;
  SceneNotes& notes_;
  const core::Language target_;
  const base::CancelToken cancel_;
  const Metrics& metrics_;
  SceneCuts cuts_;
  std::optional<core::Picture> waiting_;  // of the scene that is seen; not asked about yet
  std::future<base::Result<std::string>> answer_;
  core::Seconds asked_about_{0};  // begin of that scene
  core::Seconds scene_begin_{0};
  core::Seconds period_begin_{0};
  int in_period_ = 0;
  int asked_ = 0;
  bool failed_ = false;
};

}  // namespace dragoman::pipeline

#pragma once

#include <deque>
#include <mutex>
#include <string>

#include "core/scene.h"
#include "core/time.h"

namespace dragoman::pipeline {

/// What is known of the scenes of one job, while it runs. Whoever looks is the first to know where
/// a scene begins and says what it shows when that is known; whoever translates takes what there is
/// and never waits. Bounded: the last scenes alone are kept. Every call is safe from any thread.
class SceneNotes {
 public:
  /// All up to here has been looked at.
  void look_up_to(core::Seconds at);
  /// Another scene is seen from here on; of scenes in their order.
  void begin_scene(core::Seconds at);
  /// What the scene that begins with the note's span shows. Of one that is not known (any more),
  /// nothing is kept.
  void add(core::SceneNote note);

  /// The note of the scene in whose time the middle of `span` lies. Empty where there is none
  /// (yet), and where nobody has looked so far: the scene may be another by then.
  [[nodiscard]] std::string at(core::TimeSpan span) const;

 private:
  static constexpr std::size_t kMostScenes = 256;

  mutable std::mutex mutex_;            // guards what follows
  std::deque<core::SceneNote> scenes_;  // by their begin; without text until it is known
  core::Seconds looked_{0};
};

}  // namespace dragoman::pipeline

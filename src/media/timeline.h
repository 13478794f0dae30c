#pragma once

#include <cstdint>
#include <optional>

#include "core/time.h"

namespace dragoman::media {

/// Keeps the samples on the clock of the picture: where the container's times say that the sound
/// starts late or pauses, silence is due.
///
/// Rule: a frame more than 0.1 s after the end of what came before leaves a gap to fill, and so
/// does the first one when it is more than 0.02 s late. The gap must end within the stated duration
/// of the container (or, where it states none, be no longer than ten minutes): a greater jump is a
/// broken clock and is closed up, as is every jump backwards. Less is jitter.
class Timeline {
 public:
  static constexpr core::Seconds kJitter{0.1};
  static constexpr core::Seconds kJitterAtStart{0.02};
  static constexpr core::Seconds kLongestUnstatedGap{600};

  /// `stated_duration`: of the container, in its own word.
  explicit Timeline(std::optional<core::Seconds> stated_duration) : stated_(stated_duration) {}

  /// The silence due before a frame at `at`, where sound is there until `position`; both counted
  /// from the start of the recording.
  [[nodiscard]] core::Seconds gap_before(core::Seconds at, core::Seconds position) const {
    const core::Seconds gap = at - position;
    const core::Seconds jitter = position > core::Seconds(0) ? kJitter : kJitterAtStart;
    if (!(gap > jitter)) return core::Seconds(0);
    const bool credible = stated_ ? at <= *stated_ : gap <= kLongestUnstatedGap;
    return credible ? gap : core::Seconds(0);
  }

 private:
  std::optional<core::Seconds> stated_;
};

}  // namespace dragoman::media

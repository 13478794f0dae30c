#pragma once

#include <vector>

#include "core/event.h"
#include "core/time.h"

namespace dragoman::output {

/// When a part of a segment was said. With the times of its words, pauses between them are known;
/// a translation is taken to be spread over them as the source is. Without, evenly over the
/// segment.
class SpokenTimes {
 public:
  explicit SpokenTimes(const core::Segment& segment);

  /// When what follows the first `share` (0 to 1) of its characters begins,
  [[nodiscard]] core::Seconds start_of(double share) const;
  /// and when those end. Between two words the one is the start of the later, the other the end of
  /// the former.
  [[nodiscard]] core::Seconds end_of(double share) const;

 private:
  struct Stretch {
    double first = 0;  // shares of the characters
    double last = 0;
    core::TimeSpan span;
  };
  static core::Seconds inside(const Stretch& stretch, double share);

  std::vector<Stretch> stretches_;  // at least one, in order
};

}  // namespace dragoman::output

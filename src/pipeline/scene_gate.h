#pragma once

#include "core/picture.h"
#include "core/time.h"

namespace dragoman::pipeline {

/// Whether a picture may hold a line of text: somewhere, four blocks of 16 pixels side by side each
/// have many strokes, dark on light or light on dark. Costs about a millisecond; trees and gravel
/// look like text to it, a face or a wall does not. Pure.
[[nodiscard]] bool may_hold_text(const core::Picture& picture);

/// How often pictures are worth reading: each, as long as there is text in them; where there was
/// none, the next one after a second, then two, four, and so on to half a minute. Never more than
/// kMost in ten minutes of the recording. One thread.
class ReadingPace {
 public:
  static constexpr int kMost = 128;

  /// Whether a picture that is seen at `at` is to be read; counts it if so.
  [[nodiscard]] bool allows(core::Seconds at);
  void found_text() { gap_ = core::Seconds(0); }
  void found_none();

 private:
  static constexpr core::Seconds kLongestGap{30};
  static constexpr core::Seconds kPeriod{600};

  core::Seconds last_{-1};
  core::Seconds gap_{0};
  core::Seconds period_begin_{0};
  int in_period_ = 0;
};

}  // namespace dragoman::pipeline

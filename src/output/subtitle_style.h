#pragma once

#include "core/language.h"
#include "core/time.h"

namespace dragoman::output {

/// How subtitles of one language are set. The figures are those of Netflix's Timed Text Style
/// Guides (general requirements, and the guide of the language), for adults.
struct SubtitleStyle {
  int columns = 42;              ///< Of one line; a wide character takes two.
  double characters_per_s = 17;  ///< What people can read, spaces counted.
  bool right_to_left = false;
};

[[nodiscard]] SubtitleStyle subtitle_style(core::Language language);

inline constexpr int kSubtitleLines = 2;
inline constexpr core::Seconds kShortestCue{5.0 / 6};
inline constexpr core::Seconds kLongestCue{7};
/// Between two cues: two frames, of which there are 24 a second.
inline constexpr core::Seconds kCueGap{2.0 / 24};
/// A gap shorter than this flickers, and is closed to the least one.
inline constexpr core::Seconds kFlicker{0.5};
/// How long a cue may stay after what it says was said, for whoever reads slowly (BBC Subtitle
/// Guidelines, "Match subtitle to pace of speaking").
inline constexpr core::Seconds kLongestHang{1.5};

}  // namespace dragoman::output

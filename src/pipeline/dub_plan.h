#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/time.h"

namespace dragoman::pipeline {

/// The rules of placing speech. `kDubLead` is what the ear lets pass of a start that is early or
/// late (ITU-R BT.1359 finds sound noticed from 45 ms early and 125 ms late on).
inline constexpr core::Seconds kDubLead{0.08};
inline constexpr double kDubFastest = 1.25;    ///< Speech is never faster than so many times.
inline constexpr core::Seconds kDubHang{0.5};  ///< So long may speech go on behind its slot before
                                               ///< it is made faster.
inline constexpr core::Seconds kDubGap{0.1};   ///< Between two lines, at the least.

/// What is to be placed: when a line was said, and how long its speech is at the usual rate, from
/// its first sound to its last; nothing where it has none.
struct DubPiece {
  core::TimeSpan slot;
  core::Seconds usual{0};
};

/// Where it goes.
struct DubPlace {
  core::Seconds start{0};
  core::Seconds length{0};
  double rate = 1;           ///< usual / length
  core::Seconds late{0};     ///< Behind its slot: more than kDubLead only where the line before ran
                             ///< over.
  core::Seconds room{0};     ///< The longest that it could have been.
  core::Seconds overrun{0};  ///< length - room, where that is above 0.
};

/// Places the lines of a film, in the order of their slots, so that each begins with its slot and
/// none is cut. Of what helps, in this order: the slot and kDubHang behind it; up to kDubFastest;
/// the silence up to the next line or the end of the film; kDubLead before the slot, and before
/// the next line's late start. What is longer still runs over, and the next line waits for it. A
/// pure function; pieces without speech take no room.
[[nodiscard]] std::vector<DubPlace> plan_dub(std::span<const DubPiece> pieces,
                                             std::optional<core::Seconds> film);

/// Where the film's own sound is lowered: slots and speech of all spoken lines, joined where less
/// than a second lies between.
[[nodiscard]] std::vector<core::TimeSpan> ducked_spans(std::span<const DubPiece> pieces,
                                                       std::span<const DubPlace> places);

}  // namespace dragoman::pipeline

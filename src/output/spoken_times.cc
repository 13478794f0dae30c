#include "output/spoken_times.h"

#include <algorithm>

#include "output/display_text.h"

namespace dragoman::output {

namespace {

// Of shares that were added up.
constexpr double kRounding = 1e-9;

double characters(const core::Word& word) {
  const auto clusters = clusters_of(word.text);
  return static_cast<double>(std::ranges::count_if(
      clusters, [](const Cluster& cluster) { return !is_space(cluster.first); }));
}

}  // namespace

SpokenTimes::SpokenTimes(const core::Segment& segment) {
  double total = 0;
  for (const auto& word : segment.words) total += characters(word);
  double before = 0;
  for (const auto& word : segment.words) {
    const double after = before + characters(word);
    if (after > before) stretches_.push_back({before / total, after / total, word.span});
    before = after;
  }
  if (stretches_.empty()) stretches_.push_back({0, 1, segment.span});
}

core::Seconds SpokenTimes::start_of(double share) const {
  const auto holds = [&](const Stretch& stretch) { return share < stretch.last - kRounding; };
  const auto stretch = std::ranges::find_if(stretches_, holds);
  return stretch == stretches_.end() ? stretches_.back().span.end : inside(*stretch, share);
}

core::Seconds SpokenTimes::end_of(double share) const {
  const auto holds = [&](const Stretch& stretch) { return share <= stretch.last + kRounding; };
  const auto stretch = std::ranges::find_if(stretches_, holds);
  return stretch == stretches_.end() ? stretches_.back().span.end : inside(*stretch, share);
}

core::Seconds SpokenTimes::inside(const Stretch& stretch, double share) {
  const double part = (share - stretch.first) / (stretch.last - stretch.first);
  return stretch.span.start + stretch.span.length() * std::clamp(part, 0.0, 1.0);
}

}  // namespace dragoman::output

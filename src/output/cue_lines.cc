#include "output/cue_lines.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "output/subtitle_style.h"

namespace dragoman::output {

namespace {

constexpr double kCue = 20;              // each one disturbs the eye
constexpr double kCueBreakFactor = 1.5;  // a break between cues parts more than one between lines
constexpr double kTooShort = 30;         // dearer than any break, so that it is the last choice
constexpr double kSecondTooShort = 100;
constexpr double kSecondTooLong = 20;
constexpr std::size_t kSearched = 40;  // breaks beside the place that is in proportion

class Layout {
 public:
  Layout(const BreakableText& text, const std::optional<BreakableText>& beside,
         core::Seconds duration)
      : text_(text), beside_(beside), duration_(duration) {
    if (beside_) match();
  }

  std::vector<CueLines> cues() {
    const std::size_t count = text_.pieces().size();
    std::vector<double> cost(count + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> from(count + 1, 0);
    cost[0] = 0;
    for (std::size_t first = 0; first < count; ++first) {
      for (std::size_t end = first + 1; end <= count; ++end) {
        if (end > first + 1 && text_.columns(first, end) > kSubtitleLines * text_.line_columns()) {
          break;
        }
        const double through = cost[first] + cue_cost(first, end);
        if (through < cost[end]) std::tie(cost[end], from[end]) = std::pair(through, first);
      }
    }
    std::vector<CueLines> cues;
    for (std::size_t end = count; end > 0; end = from[end]) cues.push_back(cue(from[end], end));
    std::ranges::reverse(cues);
    return cues;
  }

 private:
  // For each break of the text, the one of the text beside it that goes with it.
  void match() {
    const auto& pieces = beside_->pieces();
    matching_.assign(1, 0);
    for (std::size_t i = 1; i < text_.pieces().size(); ++i) {
      const double wanted = share(i) * beside_->characters();
      std::size_t best = matching_.back();
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t at = best; at <= pieces.size(); ++at) {
        const double distance = beside_->characters_before(at) - wanted;
        const double cost = std::abs(distance) + (at < pieces.size() ? pieces[at].break_cost : 0.0);
        if (cost < least) std::tie(least, best) = std::pair(cost, at);
        if (distance > static_cast<double>(kSearched)) break;
      }
      matching_.push_back(best);
    }
    matching_.push_back(pieces.size());
  }

  [[nodiscard]] double share(std::size_t end) const {
    return static_cast<double>(text_.characters_before(end)) / text_.characters();
  }

  [[nodiscard]] double cue_cost(std::size_t first, std::size_t end) const {
    double cost = kCue + text_.best_lines(first, end).cost;
    if (end < text_.pieces().size()) cost += kCueBreakFactor * text_.pieces()[end].break_cost;
    if (beside_) cost += beside_->best_lines(matching_[first], matching_[end]).cost;
    const auto shown = duration_ * (share(end) - share(first));
    const bool is_last = end == text_.pieces().size();  // which may stay longer
    const auto too_short = kShortestCue + (is_last ? core::Seconds(0) : kCueGap) - shown;
    if (too_short.count() > 0) cost += kTooShort + kSecondTooShort * too_short.count();
    cost += kSecondTooLong * std::max(0.0, (shown - kLongestCue).count());
    return cost;
  }

  static std::vector<std::string> lines(const BreakableText& text, std::size_t first,
                                        std::size_t end) {
    std::vector<std::string> lines;
    for (const std::size_t line_end : text.best_lines(first, end).ends) {
      lines.push_back(text.line(std::exchange(first, line_end), line_end));
    }
    return lines;
  }

  // A space for each line break, as for every other one.
  static int characters(const BreakableText& text, std::size_t first, std::size_t end) {
    int count = text.characters_before(end) - text.characters_before(first);
    for (std::size_t i = first + 1; i < end; ++i) count += text.pieces()[i].space_before ? 1 : 0;
    return count;
  }

  [[nodiscard]] CueLines cue(std::size_t first, std::size_t end) const {
    CueLines cue{
        lines(text_, first, end), {}, share(first), share(end), characters(text_, first, end)};
    if (beside_) {
      cue.beside = lines(*beside_, matching_[first], matching_[end]);
      cue.characters =
          std::max(cue.characters, characters(*beside_, matching_[first], matching_[end]));
    }
    return cue;
  }

  const BreakableText& text_;
  const std::optional<BreakableText>& beside_;
  const core::Seconds duration_;
  std::vector<std::size_t> matching_;
};

}  // namespace

std::vector<CueLines> lay_out_cues(const BreakableText& text,
                                   const std::optional<BreakableText>& beside,
                                   core::Seconds duration) {
  if (text.pieces().empty()) return {};
  return Layout(text, beside, duration).cues();
}

}  // namespace dragoman::output

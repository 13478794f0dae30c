#include "output/subtitle.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "output/line_break.h"
#include "output/spoken_times.h"
#include "output/subtitle_style.h"

namespace dragoman::output {

namespace {

constexpr core::Seconds kMillisecond{0.001};

std::int64_t milliseconds(core::Seconds time) {
  constexpr double kLongest = 1e9;  // thirty years: whatever is beyond is a fault, not a film
  const double seconds = time.count();
  return seconds > 0 ? std::llround(std::min(seconds, kLongest) * 1000) : 0;
}

core::Seconds whole_milliseconds(core::Seconds time) {
  return core::Seconds(static_cast<double>(milliseconds(time)) / 1000);
}

// Players that take every line for left-to-right would set the marks at its ends wrongly.
std::string right_to_left(std::string line) {
  constexpr std::string_view kMark = "\u200F";
  return std::string(kMark) + std::move(line) + std::string(kMark);
}

core::Language shown_language(const core::Segment& segment, std::optional<core::Language> target) {
  return segment.passed_through ? segment.source : target.value_or(segment.source);
}

}  // namespace

std::vector<CueLines> CueMaker::lay_out(const core::Segment& segment) const {
  const auto breakable = [&](const std::string& text, core::Language language) {
    return BreakableText(text, language, subtitle_style(language).columns, find_breaks_);
  };
  const auto translation = [&] {
    return breakable(segment.target_text, shown_language(segment, target_));
  };
  const auto source = [&] { return breakable(segment.source_text, segment.source); };
  const auto said = segment.span.length();
  if (text_ == SubtitleText::kSource) return lay_out_cues(source(), {}, said);
  const bool once = segment.source_text.empty() || segment.passed_through;
  if (text_ == SubtitleText::kTranslation || once) return lay_out_cues(translation(), {}, said);
  return lay_out_cues(translation(), source(), said);
}

std::vector<std::string> CueMaker::lines_of(CueLines lines, const core::Segment& segment) const {
  const auto append = [](std::vector<std::string>& all, std::vector<std::string> some,
                         core::Language language) {
    for (auto& line : some) {
      const bool turned = subtitle_style(language).right_to_left;
      all.push_back(turned ? right_to_left(std::move(line)) : std::move(line));
    }
  };
  const bool source_alone = text_ == SubtitleText::kSource;
  std::vector<std::string> all;
  append(all, std::move(lines.lines),
         source_alone ? segment.source : shown_language(segment, target_));
  append(all, std::move(lines.beside), segment.source);
  return all;
}

std::vector<Cue> CueMaker::next(const core::Segment& segment) {
  std::vector<Cue> settled;
  const auto language =
      text_ == SubtitleText::kSource ? segment.source : shown_language(segment, target_);
  const double characters_per_s = subtitle_style(language).characters_per_s;
  const SpokenTimes times(segment);
  for (auto& lines : lay_out(segment)) {
    const auto start = whole_milliseconds(times.start_of(lines.begin));
    settle(start, settled);
    Pending pending;
    pending.cue.span.start = std::max(start, last_end_);
    pending.said_until = whole_milliseconds(times.end_of(lines.end));
    pending.needed = core::Seconds(lines.characters / characters_per_s);
    pending.cue.lines = lines_of(std::move(lines), segment);
    pending_ = std::move(pending);
  }
  return settled;
}

std::vector<Cue> CueMaker::finish() {
  std::vector<Cue> settled;
  settle({}, settled);
  return settled;
}

// As long as it was said; longer, as far as it hangs not too long, where that is needed to be read;
// but never so that it meets the next one.
void CueMaker::settle(std::optional<core::Seconds> next_start, std::vector<Cue>& settled) {
  if (!pending_) return;
  auto& [cue, said_until, needed] = *pending_;
  const auto start = cue.span.start;
  auto end = std::max(
      {said_until, std::min(start + needed, said_until + kLongestHang), start + kShortestCue});
  end = std::min(end, start + kLongestCue);
  if (next_start && *next_start - end < kFlicker) {
    end = std::min(*next_start - kCueGap, start + kLongestCue);
  }
  if (next_start) end = std::max(end, std::min(*next_start, start + kCueGap));
  cue.span.end = whole_milliseconds(std::max(end, start + kMillisecond));
  last_end_ = cue.span.end;
  settled.push_back(std::move(cue));
  pending_.reset();
}

std::string timestamp(core::Seconds time, char decimal_mark) {
  const std::int64_t ms = milliseconds(time);
  return fmt::format("{:02}:{:02}:{:02}{}{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                     decimal_mark, ms % 1000);
}

}  // namespace dragoman::output

#include "pipeline/speech_plan.h"

#include <algorithm>
#include <array>

#include "text/sentences.h"

namespace dragoman::pipeline {

namespace {

// About a second of speech: less sounds cut off, and costs more than it wins.
constexpr std::size_t kShortestPiece_chars = 12;
// Speech takes less than half as long to make as to hear.
constexpr std::size_t kGrowth = 2;
// Then as much is ahead as the longest sentence needs.
constexpr std::size_t kWholeSentencesFrom_chars = 240;
// Of a longer silence listeners think that it is the end.
constexpr double kLongestPause_s = 1.2;

struct Mark {
  std::string_view mark;
  double pause_s;
};
// Besides these, speech has a twentieth of a second of silence at each end (engines/samples.h).
constexpr double kSentencePause_s = 0.4;
constexpr std::array kMarks{
    Mark{",", 0.12}, Mark{"،", 0.12},  Mark{"、", 0.12}, Mark{"，", 0.12},
    Mark{"—", 0.2},  Mark{"–", 0.2},   Mark{";", 0.25},  Mark{":", 0.25},
    Mark{"؛", 0.25}, Mark{"；", 0.25}, Mark{"：", 0.25},
};

}  // namespace

std::vector<std::string> SpeechPlan::pieces(std::string_view sentence) {
  std::vector<std::string> pieces{std::string(sentence)};
  while (planned_chars_ < kWholeSentencesFrom_chars) {
    const auto length = text::count_code_points(pieces.back());
    if (planned_chars_ > 0 && length <= kGrowth * planned_chars_) break;
    auto parts =
        text::split_first_clause(pieces.back(), std::max(planned_chars_, kShortestPiece_chars));
    if (parts.size() < 2) break;
    planned_chars_ += text::count_code_points(parts.front());
    pieces.back() = std::move(parts.front());
    pieces.push_back(std::move(parts.back()));
  }
  planned_chars_ += text::count_code_points(pieces.back());
  return pieces;
}

double natural_pause_s(std::string_view spoken) {
  const auto mark =
      std::ranges::find_if(kMarks, [&](const Mark& each) { return spoken.ends_with(each.mark); });
  return mark == kMarks.end() ? kSentencePause_s : mark->pause_s;
}

double sentence_pause_s(std::string_view before, const core::TimeSpan& said_before,
                        const core::TimeSpan& said_after) {
  const auto silence_s = (said_after.start - said_before.end).count();
  return std::max(natural_pause_s(before), std::min(silence_s, kLongestPause_s));
}

}  // namespace dragoman::pipeline

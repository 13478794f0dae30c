#include "pipeline/speech_plan.h"

#include <numeric>

#include <gtest/gtest.h>

#include "text/sentences.h"

namespace dragoman::pipeline {
namespace {

using Pieces = std::vector<std::string>;

TEST(SpeechPlan, TheFirstPieceIsTheFirstClause) {
  SpeechPlan plan;
  EXPECT_EQ(plan.pieces("When it rains, everybody stays at home."),
            (Pieces{"When it rains,", "everybody stays at home."}));
  SpeechPlan other;
  EXPECT_EQ(other.pieces("Yes, when it rains, everybody stays at home."),
            (Pieces{"Yes, when it rains,", "everybody stays at home."}));
}

TEST(SpeechPlan, WithoutAMarkASentenceIsOnePiece) {
  SpeechPlan plan;
  const std::string sentence = "The small company did not expect to survive its first winter.";
  EXPECT_EQ(plan.pieces(sentence), Pieces{sentence});
  EXPECT_EQ(plan.pieces("No."), Pieces{"No."});
  EXPECT_EQ(plan.pieces(""), Pieces{""});
}

TEST(SpeechPlan, NoPieceIsMoreThanIsAheadUntilWholeSentencesAre) {
  std::string sentence = "To begin with,";
  for (int i = 0; i < 15; ++i) sentence += " they said that this is so,";
  sentence += " and that is all.";
  SpeechPlan plan;
  std::size_t ahead = 0;
  std::string joined;
  for (const auto& piece : plan.pieces(sentence)) {
    const auto length = text::count_code_points(piece);
    if (ahead > 0 && ahead < 240) EXPECT_LE(length, 2 * ahead + 27) << piece;  // 27: a clause
    ahead += length;
    joined += (joined.empty() ? "" : " ") + piece;
  }
  EXPECT_EQ(joined, sentence);
  EXPECT_EQ(plan.pieces(sentence), Pieces{sentence});
}

TEST(SpeechPlan, WritingsWithoutSpacesAreCutToo) {
  SpeechPlan plan;
  EXPECT_EQ(plan.pieces("如果明天的天气一直这样好下去，我们大家就一起出去玩一整天。").size(), 2U);
}

TEST(Pauses, GoByTheLastMark) {
  EXPECT_LT(natural_pause_s("When it rains,"), natural_pause_s("it pours;"));
  EXPECT_LT(natural_pause_s("it pours;"), natural_pause_s("It pours."));
  EXPECT_EQ(natural_pause_s("It pours."), natural_pause_s("Really?"));
  EXPECT_EQ(natural_pause_s("天气，"), natural_pause_s("weather,"));
  EXPECT_GT(natural_pause_s(""), 0.0);
}

TEST(Pauses, AreAsInTheRecordingWithinBounds) {
  using core::Seconds;
  const core::TimeSpan first{Seconds(1), Seconds(3)};
  const auto pause = [&](double start_s) {
    return sentence_pause_s("So it is.", first, {Seconds(start_s), Seconds(start_s + 2)});
  };
  EXPECT_DOUBLE_EQ(pause(3.0), natural_pause_s("So it is."));
  EXPECT_DOUBLE_EQ(pause(2.5), natural_pause_s("So it is.")) << "they overlap";
  EXPECT_NEAR(pause(3.8), 0.8, 1e-9);
  EXPECT_NEAR(pause(60), 1.2, 1e-9);
}

}  // namespace
}  // namespace dragoman::pipeline

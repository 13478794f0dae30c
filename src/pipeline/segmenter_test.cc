#include "pipeline/segmenter.h"

#include <vector>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/vad.h"

namespace dragoman::pipeline {
namespace {

constexpr double kWindow_s = static_cast<double>(engines::kVadWindow) / core::kListenRateHz;

struct Stretch {
  double seconds;
  float probability;
};

struct Cut {
  double begin_s;
  double end_s;
};

// Draws a curve from stretches and returns the utterances, in seconds.
std::vector<Cut> cut(const std::vector<Stretch>& stretches, const SegmenterOptions& options = {}) {
  Segmenter segmenter(options);
  std::vector<Cut> cuts;
  const auto keep = [&](const std::optional<Utterance>& utterance) {
    if (!utterance) return;
    cuts.push_back({static_cast<double>(utterance->begin) / core::kListenRateHz,
                    static_cast<double>(utterance->end) / core::kListenRateHz});
  };
  std::int64_t windows = 0;
  for (const auto& stretch : stretches) {
    for (double t = 0; t < stretch.seconds; t += kWindow_s) {
      keep(segmenter.push(stretch.probability));
      ++windows;
    }
  }
  keep(segmenter.finish(windows * static_cast<std::int64_t>(engines::kVadWindow)));
  return cuts;
}

TEST(Segmenter, SilenceGivesNothing) { EXPECT_TRUE(cut({{30, 0.02F}}).empty()); }

TEST(Segmenter, AClickIsDropped) { EXPECT_TRUE(cut({{2, 0}, {0.1, 0.9F}, {2, 0}}).empty()); }

TEST(Segmenter, PadsSpeechOnBothSides) {
  const auto cuts = cut({{1, 0}, {3, 0.9F}, {2, 0}});
  ASSERT_EQ(cuts.size(), 1U);
  EXPECT_NEAR(cuts[0].begin_s, 0.8, 2 * kWindow_s);
  EXPECT_NEAR(cuts[0].end_s, 4.2, 4 * kWindow_s);
}

TEST(Segmenter, PaddingStaysInsideTheRecording) {
  const auto cuts = cut({{3, 0.9F}});
  ASSERT_EQ(cuts.size(), 1U);
  EXPECT_EQ(cuts[0].begin_s, 0);
  EXPECT_NEAR(cuts[0].end_s, 3, 2 * kWindow_s);
}

TEST(Segmenter, TheFirstUtteranceEndsSooner) {
  const auto cuts = cut({{11, 0.9F}, {0.4, 0}, {11, 0.9F}, {0.4, 0}, {9, 0.9F}});
  ASSERT_EQ(cuts.size(), 2U);
  EXPECT_NEAR(cuts[0].end_s, 11.2, 4 * kWindow_s);
}

TEST(Segmenter, LaterUtterancesGrowToTheirTarget) {
  std::vector<Stretch> stretches;
  for (int i = 0; i < 12; ++i) {
    stretches.push_back({5.5, 0.9F});
    stretches.push_back({0.4, 0});
  }
  for (const auto& piece : cut(stretches)) EXPECT_LT(piece.end_s - piece.begin_s, 18);
  EXPECT_EQ(cut(stretches).size(), 5U);  // 2, then 3 + 3 + 3 + 1
}

TEST(Segmenter, ShortUtterancesWaitForCompany) {
  EXPECT_EQ(cut({{1, 0.9F}, {1, 0}, {1, 0.9F}, {1, 0}, {1, 0.9F}}).size(), 1U);
}

TEST(Segmenter, ALongPauseEndsOneOfTheMinimum) {
  EXPECT_EQ(cut({{6.5, 0.9F}, {1, 0}, {6.5, 0.9F}, {1, 0}}).size(), 2U);
}

TEST(Segmenter, ABreakEndsAnyUtterance) {
  EXPECT_EQ(cut({{1, 0.9F}, {2.5, 0}, {1, 0.9F}, {2.5, 0}, {1, 0.9F}}).size(), 3U);
}

TEST(Segmenter, EndlessSpeechIsCutWhereItIsWeakest) {
  const auto cuts = cut({{20, 0.9F}, {0.05, 0.6F}, {10, 0.9F}});
  ASSERT_EQ(cuts.size(), 2U);
  EXPECT_NEAR(cuts[0].end_s, 20.05, 0.1);
  EXPECT_EQ(cuts[1].begin_s, cuts[0].end_s);
}

TEST(Segmenter, UtterancesNeverOverlapNorExceedTheMaximum) {
  std::vector<Stretch> stretches;
  unsigned state = 7;
  for (int i = 0; i < 400; ++i) {
    state = state * 1664525U + 1013904223U;
    stretches.push_back({0.05 + static_cast<double>(state >> 24U) / 100.0,
                         static_cast<float>((state >> 8U) & 255U) / 255.0F});
  }
  double last_end = 0;
  const auto cuts = cut(stretches);
  ASSERT_GT(cuts.size(), 10U);
  for (const auto& piece : cuts) {
    EXPECT_GE(piece.begin_s, last_end);
    EXPECT_GT(piece.end_s, piece.begin_s);
    EXPECT_LE(piece.end_s - piece.begin_s, 20.5);
    last_end = piece.end_s;
  }
}

}  // namespace
}  // namespace dragoman::pipeline

#include "media/timeline.h"

#include <gtest/gtest.h>

namespace dragoman::media {
namespace {

using core::Seconds;

double gap(std::optional<double> stated, double at, double position) {
  const Timeline timeline(stated ? std::optional(Seconds(*stated)) : std::nullopt);
  return timeline.gap_before(Seconds(at), Seconds(position)).count();
}

TEST(Timeline, FillsALateStartAndAPause) {
  EXPECT_DOUBLE_EQ(gap(10, 2.5, 0), 2.5);
  EXPECT_DOUBLE_EQ(gap(10, 7, 4), 3);
  EXPECT_DOUBLE_EQ(gap(std::nullopt, 2.5, 0), 2.5);
}

TEST(Timeline, LeavesJitterAlone) {
  EXPECT_EQ(gap(10, 4, 4), 0);
  EXPECT_EQ(gap(10, 4.09, 4), 0);
  EXPECT_EQ(gap(10, 3.95, 4), 0);
}

TEST(Timeline, HasLessPatienceWithTheStart) {
  EXPECT_EQ(gap(10, 0.019, 0), 0);
  EXPECT_DOUBLE_EQ(gap(10, 0.021, 0), 0.021);
  EXPECT_EQ(gap(10, 0.05, 0.001), 0);
}

TEST(Timeline, ClosesUpWhatABrokenClockLeaves) {
  EXPECT_EQ(gap(10, 0, 4), 0) << "a jump backwards";
  EXPECT_EQ(gap(10, 10.5, 4), 0) << "behind the stated end";
  EXPECT_EQ(gap(7200, 7000, 4), 6996) << "long, but within what the container states";
  EXPECT_EQ(gap(std::nullopt, 604, 4), 600);
  EXPECT_EQ(gap(std::nullopt, 605, 4), 0);
  EXPECT_EQ(gap(10, std::numeric_limits<double>::quiet_NaN(), 4), 0);
  EXPECT_EQ(gap(std::nullopt, std::numeric_limits<double>::infinity(), 4), 0);
}

}  // namespace
}  // namespace dragoman::media

#include "api/minute_window.h"

#include <vector>

#include <gtest/gtest.h>

namespace dragoman::api {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime at(std::chrono::milliseconds time) { return base::SteadyTime(time); }

TEST(MinuteWindow, HoldsAWholeMinute) {
  MinuteWindow window;
  EXPECT_EQ(window.until_below(at(0s), 1), 0s);
  window.add(at(10s), 1);
  EXPECT_EQ(window.until_below(at(10s), 1), 60s);
  EXPECT_EQ(window.until_below(at(10s), 2), 0s);
  EXPECT_EQ(window.until_below(at(69s), 1), 1s);
  EXPECT_EQ(window.until_below(at(69'500ms), 1), 1s) << "rounded up";
  EXPECT_EQ(window.until_below(at(70s), 1), 0s);
  EXPECT_TRUE(window.empty(at(70s)));
}

TEST(MinuteWindow, WaitsForAsManyAsItTakes) {
  MinuteWindow window;
  window.add(at(1s), 5);
  window.add(at(2s), 3);
  window.add(at(3s), 4);
  EXPECT_EQ(window.until_below(at(3s), 13), 0s);
  EXPECT_EQ(window.until_below(at(3s), 12), 58s);
  EXPECT_EQ(window.until_below(at(3s), 7), 59s);
  EXPECT_EQ(window.until_below(at(3s), 4), 60s);
  EXPECT_EQ(window.until_below(at(62s), 4), 1s) << "two have gone";
}

TEST(MinuteWindow, CountsToTheEndOfTheSecond) {
  MinuteWindow window;
  window.add(at(200ms), 1);
  window.add(at(900ms), 1);
  EXPECT_EQ(window.until_below(at(900ms), 2), 61s) << "60.1, rounded up";
  EXPECT_EQ(window.until_below(at(60'200ms), 1), 1s);
  EXPECT_EQ(window.until_below(at(61s), 1), 0s);
}

TEST(MinuteWindow, NoMinuteHoldsMoreThanIsLetIn) {
  MinuteWindow window;
  std::vector<int> let_in;
  for (int ms = 0; ms < 300'000; ms += 370) {
    const auto now = at(std::chrono::milliseconds(ms));
    if (window.until_below(now, 7) != 0s) continue;
    window.add(now, 1);
    let_in.push_back(ms);
  }
  EXPECT_GE(let_in.size(), 28U);
  for (std::size_t i = 7; i < let_in.size(); ++i) EXPECT_GE(let_in[i] - let_in[i - 7], 60'000);
}

}  // namespace
}  // namespace dragoman::api

#include "engines/remote/circuit_breaker.h"

#include <gtest/gtest.h>

namespace dragoman::engines::remote {
namespace {

using std::chrono::seconds;

TEST(CircuitBreaker, OpensAfterFailuresInARow) {
  CircuitBreaker breaker(3, seconds(30));
  const CircuitBreaker::Clock::time_point now{};
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(breaker.admits(now));
    breaker.failed(now);
  }
  EXPECT_TRUE(breaker.admits(now));
  breaker.succeeded();  // which forgives the two
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(breaker.admits(now));
    breaker.failed(now);
  }
  EXPECT_FALSE(breaker.admits(now));
  EXPECT_FALSE(breaker.admits(now + seconds(29)));
}

TEST(CircuitBreaker, TriesOneRequestAfterItsRest) {
  CircuitBreaker breaker(1, seconds(30));
  CircuitBreaker::Clock::time_point now{};
  breaker.failed(now);
  now += seconds(30);
  EXPECT_TRUE(breaker.admits(now));
  EXPECT_FALSE(breaker.admits(now));  // one at a time
  breaker.failed(now);
  EXPECT_FALSE(breaker.admits(now + seconds(29)));
  now += seconds(31);
  EXPECT_TRUE(breaker.admits(now));
  breaker.gave_up();
  EXPECT_TRUE(breaker.admits(now));
  breaker.succeeded();
  EXPECT_TRUE(breaker.admits(now));
  EXPECT_TRUE(breaker.admits(now));
}

}  // namespace
}  // namespace dragoman::engines::remote

#include "text/repetition.h"

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

bool repeats(std::string_view text, std::size_t times = 4) {
  return repeats_itself(to_utf32(text), times);
}

TEST(Repetition, IsTheSameStretchOverAndOver) {
  EXPECT_TRUE(repeats("la la la la la la "));
  EXPECT_TRUE(repeats("so: and then and then and then and then he left"));
  EXPECT_TRUE(repeats("哈哈哈哈哈哈哈哈哈哈哈哈"));
  EXPECT_FALSE(repeats("哈哈哈"));
  EXPECT_FALSE(repeats("ha ha ha."));
  EXPECT_FALSE(repeats(""));
  EXPECT_FALSE(repeats("A man and a man and a man walk by."));
}

TEST(Repetition, CountsAsOftenAsItIsTold) {
  EXPECT_TRUE(repeats("na na na na na na", 4));
  EXPECT_FALSE(repeats("na na na na na na", 10));
}

}  // namespace
}  // namespace dragoman::text

#include "output/display_text.h"

#include <gtest/gtest.h>

namespace dragoman::output {
namespace {

TEST(DisplayColumns, CountsWideTwiceAndMarksNot) {
  EXPECT_EQ(display_columns(""), 0);
  EXPECT_EQ(display_columns("coração"), 7);
  EXPECT_EQ(display_columns("corac\u0327a\u0303o"), 7);
  EXPECT_EQ(display_columns("你好，世界"), 10);
  EXPECT_EQ(display_columns("ที่นี่"), 2);
  EXPECT_EQ(display_columns("a\xFF\xE4\xBD"), 4);
}

}  // namespace
}  // namespace dragoman::output

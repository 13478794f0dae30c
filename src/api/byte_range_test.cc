#include "api/byte_range.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::api {
namespace {

std::optional<ByteRange> wanted(std::uint64_t whole, std::vector<Header> headers,
                                const std::string& method = "GET") {
  Request request;
  request.method = method;
  request.headers = std::move(headers);
  return wanted_range(request, whole, "\"e1\"");
}

constexpr ByteRange kAll{0, 100, false};

TEST(ByteRange, OneRangeIsHonoured) {
  struct Case {
    const char* range;
    ByteRange due;
  };
  for (const auto& [range, due] :
       std::vector<Case>{{"bytes=0-0", {0, 1, true}},
                         {"bytes=10-19", {10, 10, true}},
                         {"Bytes=90-", {90, 10, true}},
                         {"bytes=90-1000", {90, 10, true}},
                         {"bytes=99-99999999999999999999", {99, 1, true}},
                         {"bytes=-1", {99, 1, true}},
                         {"bytes= -1000 ", {0, 100, true}},
                         {"bytes=0-99", {0, 100, true}}}) {
    EXPECT_EQ(wanted(100, {{"range", range}}), due) << range;
  }
}

TEST(ByteRange, WhatIsNoSingleRangeGivesTheWhole) {
  for (const auto* range : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-2,5-6",
                            "bytes=1-,", "bytes=5-4", "bytes=+1-2", "bytes=1-2-3", "bytes=0x1-",
                            "lines=1-2", "bytes 1-2", "bytes=1 - 2", "bytes=--5"}) {
    EXPECT_EQ(wanted(100, {{"Range", range}}), kAll) << range;
  }
  EXPECT_EQ(wanted(100, {}), kAll);
  EXPECT_EQ(wanted(100, {{"Range", "bytes=1-2"}, {"range", "bytes=3-4"}}), kAll);
  EXPECT_EQ(wanted(100, {{"Range", "bytes=1-2"}}, "HEAD"), kAll);
}

TEST(ByteRange, WhatLiesOutsideIsToldSo) {
  for (const auto* range :
       {"bytes=100-", "bytes=100-200", "bytes=99999999999999999999-", "bytes=-0"}) {
    EXPECT_FALSE(wanted(100, {{"Range", range}})) << range;
  }
  EXPECT_FALSE(wanted(0, {{"Range", "bytes=0-0"}}));
  EXPECT_FALSE(wanted(0, {{"Range", "bytes=-5"}}));
  EXPECT_EQ(wanted(0, {}), (ByteRange{0, 0, false}));
}

TEST(ByteRange, HoldsOnlyForTheThingThatIfRangeNames) {
  const Header range{"Range", "bytes=1-2"};
  EXPECT_EQ(wanted(100, {range, {"If-Range", "\"e1\""}}), (ByteRange{1, 2, true}));
  for (const auto* other :
       {"\"e2\"", "W/\"e1\"", "e1", "", "Sat, 29 Oct 1994 19:43:31 GMT", "\"e1\", \"e2\""}) {
    EXPECT_EQ(wanted(100, {range, {"If-Range", other}}), kAll) << other;
  }
  EXPECT_EQ(wanted(100, {{"Range", "bytes=200-"}, {"If-Range", "\"e2\""}}), kAll);
}

}  // namespace
}  // namespace dragoman::api

#include "api/trace.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace dragoman::api {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kParent = "00f067aa0ba902b7";
const std::string kGood = "00-" + kTrace + "-" + kParent + "-01";

TEST(TraceTest, ReadsTheSpecificationsExample) {
  EXPECT_EQ(parse_traceparent(kGood), (TraceParent{kTrace, kParent, "01"}));
}

TEST(TraceTest, OfALaterVersionReadsWhatItKnows) {
  const auto later = "cc" + kGood.substr(2);
  EXPECT_EQ(parse_traceparent(later), (TraceParent{kTrace, kParent, "01"}));
  EXPECT_EQ(parse_traceparent(later + "-what the future will be like"),
            (TraceParent{kTrace, kParent, "01"}));
  EXPECT_FALSE(parse_traceparent(later + ".more"));
}

TEST(TraceTest, RefusesAnythingElse) {
  const std::string zeros(32, '0');
  const std::vector<std::string> bad{
      "",
      "00",
      kGood + "-",
      kGood + " ",
      " " + kGood,
      kGood.substr(0, 54),
      "ff" + kGood.substr(2),
      "0x" + kGood.substr(2),
      "00_" + kGood.substr(3),
      "00-" + zeros + "-" + kParent + "-01",
      "00-" + kTrace + "-" + zeros.substr(16) + "-01",
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + kParent + "-01",
      "00-" + kTrace + "-00f067aa0ba902bg-01",
      "00-" + kTrace + "-" + kParent + "-0z",
      "00-" + kTrace.substr(1) + "--" + kParent + "-01",
      std::string(55, '-'),
      "00-" + kTrace + "\n" + kParent + "-01",
      std::string(100'000, 'a'),
  };
  for (const auto& value : bad) EXPECT_FALSE(parse_traceparent(value)) << value.substr(0, 80);
}

TEST(TraceTest, TwoHeadersAreNone) {
  Request request;
  EXPECT_FALSE(trace_parent(request));
  request.headers = {{"TraceParent", kGood}};
  EXPECT_TRUE(trace_parent(request));
  request.headers.push_back({"traceparent", kGood});
  EXPECT_FALSE(trace_parent(request));
}

TEST(TraceTest, AnswersWithASpanOfItsOwn) {
  const auto parent = *parse_traceparent(kGood);
  const auto answer = parse_traceparent(traceresponse(parent));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->trace_id, kTrace);
  EXPECT_EQ(answer->flags, "01");
  EXPECT_NE(answer->parent_id, kParent);
  EXPECT_NE(traceresponse(parent), traceresponse(parent));
}

}  // namespace
}  // namespace dragoman::api

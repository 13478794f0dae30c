#include "base/log.h"

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman::base {
namespace {

class Log : public testing::Test {
 protected:
  Log() {
    set_log_sink([this](std::string_view line) { lines_.emplace_back(line); });
  }
  ~Log() override {
    set_log_sink({});
    set_log_level(LogLevel::kInfo);
  }
  std::vector<std::string> lines_;
};

TEST_F(Log, WritesOneLineWithItsFields) {
  log(LogLevel::kInfo, "Listening", {{"address", "127.0.0.1"}, {"port", 8080}, {"ok", true}});
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_THAT(
      lines_[0],
      testing::MatchesRegex(
          "level=info time=[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z "
          "message=Listening address=127\\.0\\.0\\.1 port=8080 ok=true\n"));
}

TEST_F(Log, QuotesWhatCouldForgeALine) {
  log(LogLevel::kWarning, "two words", {{"v", "a\nlevel=error \"x\" \\ \x01"}, {"empty", ""}});
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_NE(lines_[0].find(R"(message="two words" v="a\nlevel=error \"x\" \\ \x01" empty="")"),
            std::string::npos)
      << lines_[0];
  EXPECT_EQ(lines_[0].find('\n'), lines_[0].size() - 1);
}

TEST_F(Log, DropsWhatIsBelowTheLevel) {
  set_log_level(LogLevel::kWarning);
  log(LogLevel::kDebug, "a");
  log(LogLevel::kInfo, "b");
  log(LogLevel::kWarning, "c");
  log(LogLevel::kError, "d");
  EXPECT_EQ(lines_.size(), 2U);
  EXPECT_FALSE(log_enabled(LogLevel::kInfo));
  set_log_level(LogLevel::kOff);
  log(LogLevel::kError, "e");
  EXPECT_EQ(lines_.size(), 2U);
}

TEST_F(Log, LinesOfManyThreadsStayWhole) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 50; ++i) log(LogLevel::kInfo, "m", {{"t", t}, {"i", i}});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lines_.size(), 200U);
}

TEST_F(Log, AsJsonALineIsOneObject) {
  set_log_format(LogFormat::kJson);
  log(LogLevel::kInfo, "two \"words\"",
      {{"port", 8080},
       {"ok", true},
       {"letter", 'x'},
       {"none", ""},
       {"v", "a\n\\\x01\x7f ü"},
       {"bytes", "\xff\xfe"}});
  set_log_format(LogFormat::kText);
  ASSERT_EQ(lines_.size(), 1U);
  const auto begin = lines_[0].find("Z\"");
  EXPECT_EQ(lines_[0].substr(0, 23), "{\"level\":\"info\",\"time\":");
  EXPECT_EQ(lines_[0].substr(begin),
            R"(Z","message":"two \"words\"","port":8080,"ok":true,"letter":"x","none":"",)"
            R"("v":"a\u000a\\\u0001\u007f ü","bytes":"\u00ff\u00fe"})"
            "\n");
}

TEST_F(Log, LinesCarryWhoseWorkTheyTellOf) {
  {
    const LogScope scope({"r1", "t1"});
    log(LogLevel::kInfo, "a");
    {
      const LogScope inner({"r2", ""});
      log(LogLevel::kInfo, "b");
      log(LogLevel::kInfo, "c", {{"request_id", "r3"}});
    }
    std::thread([context = log_context()] {
      log(LogLevel::kInfo, "d");
      const LogScope handed_over(context);
      log(LogLevel::kInfo, "e", {{"n", 1}});
    }).join();
  }
  log(LogLevel::kInfo, "f");
  ASSERT_EQ(lines_.size(), 6U);
  const std::vector<std::string> ends{"message=a request_id=r1 trace_id=t1\n",
                                      "message=b request_id=r2\n",
                                      "message=c request_id=r3\n",
                                      "message=d\n",
                                      "message=e request_id=r1 trace_id=t1 n=1\n",
                                      "message=f\n"};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    EXPECT_THAT(lines_[i], testing::EndsWith(ends[i]));
  }
}

TEST(LogContext, JoinsEachIdOnce) {
  LogContext all;
  all.join({"r1", ""});
  all.join({"r1", "t"});
  all.join({"r2", "t"});
  all.join({});
  EXPECT_EQ(all.request_id, "r1,r2");
  EXPECT_EQ(all.trace_id, "t");
}

TEST(LogLevelNames, ParseOrNothing) {
  EXPECT_EQ(parse_log_level("debug"), LogLevel::kDebug);
  EXPECT_EQ(parse_log_level("off"), LogLevel::kOff);
  EXPECT_EQ(parse_log_level("INFO"), std::nullopt);
  EXPECT_EQ(parse_log_level(""), std::nullopt);
  EXPECT_EQ(parse_log_format("json"), LogFormat::kJson);
  EXPECT_EQ(parse_log_format("JSON"), std::nullopt);
}

}  // namespace
}  // namespace dragoman::base

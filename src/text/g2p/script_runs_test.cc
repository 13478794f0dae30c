#include "text/g2p/script_runs.h"

#include <string>

#include <gtest/gtest.h>

#include "text/utf32.h"

namespace dragoman::text {
namespace {

std::string runs_of(std::u32string_view text) {
  std::string shown;
  for (const auto& run : script_runs(text)) {
    shown += (run.latin ? "<" : "[") + to_utf8(run.text) + (run.latin ? ">" : "]");
  }
  return shown;
}

TEST(ScriptRuns, CutsWhereLatinBeginsAndEnds) {
  EXPECT_EQ(runs_of(U"用iPhone拍"), "[用]<iPhone>[拍]");
  EXPECT_EQ(runs_of(U"Appleの本"), "<Apple>[の本]");
  EXPECT_EQ(runs_of(U"全部汉字"), "[全部汉字]");
  EXPECT_EQ(runs_of(U""), "");
}

TEST(ScriptRuns, KeepsWhatJoinsLatinWords) {
  EXPECT_EQ(runs_of(U"买 Wi-Fi 6E 路由器"), "[买 ]<Wi-Fi 6E>[ 路由器]");
  EXPECT_EQ(runs_of(U"MP3播放"), "<MP3>[播放]");
  EXPECT_EQ(runs_of(U"NASA 3 월"), "<NASA>[ 3 월]");
  EXPECT_EQ(runs_of(U"3D打印"), "[3]<D>[打印]");
}

}  // namespace
}  // namespace dragoman::text

#include "app/job_results.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"

namespace dragoman::app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class JobResultsTest : public testing::Test {
 protected:
  std::string attempt(const std::string& worker, const std::string& text) {
    const auto folder = results_.begin("job", worker);
    EXPECT_TRUE(folder);
    std::ofstream(fs::path(*folder) / "talk.txt") << text;
    return *folder;
  }
  std::string text() { return *base::read_file(dir_.path() + "/job/talk.txt", 100); }

  base::TempDir dir_;
  JobResults results_{dir_.path()};
};

TEST_F(JobResultsTest, AppearAtOnce) {
  const auto first = attempt("a", "one");
  EXPECT_FALSE(results_.find("job"));
  ASSERT_TRUE(results_.publish("job", first));
  EXPECT_THAT(*results_.find("job"), ElementsAre("job/talk.txt"));
}

TEST_F(JobResultsTest, AreWrittenOnce) {
  const auto first = attempt("a", "one");
  const auto second = attempt("b", "two");
  ASSERT_TRUE(results_.publish("job", second));
  EXPECT_TRUE(results_.publish("job", first));
  EXPECT_EQ(text(), "two");
  EXPECT_TRUE(fs::is_empty(dir_.path() + "/.work"));
}

TEST_F(JobResultsTest, AnAttemptBeginsAnew) {
  static_cast<void>(attempt("a", "old"));
  const auto folder = results_.begin("job", "a");
  ASSERT_TRUE(folder);
  EXPECT_TRUE(fs::is_empty(*folder));
  results_.discard(*folder);
  EXPECT_FALSE(fs::exists(*folder));
}

TEST_F(JobResultsTest, AFolderThatCannotBeWrittenIsAnError) {
  const JobResults nowhere("/proc/self/none");
  const auto folder = nowhere.begin("job", "a");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().kind, base::ErrorKind::kIo);
}

}  // namespace
}  // namespace dragoman::app

#include "app/output_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace dragoman::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class OutputFileTest : public testing::Test {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const { return dir_.path() + "/" + name; }
  [[nodiscard]] static std::string content(const std::string& path) {
    return base::read_file(path, 1000).value();
  }
  base::TempDir dir_;
};

TEST_F(OutputFileTest, TakesItsNameWhenComplete) {
  std::ofstream(path("a")) << "old";
  auto file = OutputFile::open(path("a"));
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE((*file)->append("????new").ok());
  ASSERT_TRUE((*file)->overwrite_start("very").ok());
  EXPECT_EQ(content(path("a")), "old");
  ASSERT_TRUE((*file)->commit().ok());
  EXPECT_EQ(content(path("a")), "verynew");
  file->reset();
  EXPECT_EQ(content(path("a")), "verynew");
  EXPECT_FALSE(fs::exists(path("a.partial")));
}

TEST_F(OutputFileTest, LeavesNothingUnlessTold) {
  EXPECT_TRUE(OutputFile::open(path("a")).value()->append("half").ok());
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(OutputFileTest, KeepsWhatIsUnfinished) {
  auto file = OutputFile::open(path("a"));
  ASSERT_TRUE((*file)->append("half").ok());
  const auto kept = (*file)->keep();
  file->reset();
  EXPECT_EQ(kept, path("a.partial"));
  EXPECT_EQ(content(kept), "half");
  EXPECT_FALSE(fs::exists(path("a")));
}

TEST_F(OutputFileTest, UnseenItHasNoNameUntilItIsComplete) {
  std::ofstream(path("a.partial")) << "of another day";
  auto file = OutputFile::open(path("a"), Unfinished::kUnseen);
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE((*file)->append("????new").ok());
  ASSERT_TRUE((*file)->overwrite_start("very").ok());
  EXPECT_EQ(content(path("a.partial")), "of another day");
  EXPECT_FALSE(fs::exists(path("a")));
  ASSERT_TRUE((*file)->commit().ok());
  file->reset();
  EXPECT_EQ(content(path("a")), "verynew");
  EXPECT_FALSE(fs::exists(path("a.partial")));
  EXPECT_TRUE(OutputFile::open(path("b"), Unfinished::kUnseen).value()->append("half").ok());
  EXPECT_FALSE(fs::exists(path("b.partial")));
  auto kept = OutputFile::open(path("c"), Unfinished::kUnseen);
  ASSERT_TRUE((*kept)->append("half").ok());
  EXPECT_EQ(content((*kept)->keep()), "half");
}

TEST_F(OutputFileTest, ReplacesTheTargetOfALinkAndNotTheLink) {
  std::ofstream(path("real")) << "old";
  fs::create_symlink(path("real"), path("link"));
  auto file = OutputFile::open(path("link"));
  ASSERT_TRUE((*file)->append("new").ok());
  ASSERT_TRUE((*file)->commit().ok());
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(content(path("real")), "new");
}

TEST_F(OutputFileTest, RefusesWhatCannotBeWritten) {
  for (const auto& bad : {dir_.path(), path("no/such/folder"), path("")}) {
    const auto file = OutputFile::open(bad);
    ASSERT_FALSE(file.ok()) << bad;
    EXPECT_EQ(file.error().kind, base::ErrorKind::kIo);
    EXPECT_THAT(file.error().message, HasSubstr("cannot be written"));
  }
}

TEST_F(OutputFileTest, ADeviceIsWrittenInPlace) {
  auto file = OutputFile::open("/dev/null");
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->append("x").ok());
  EXPECT_TRUE((*file)->overwrite_start("y").ok());
  EXPECT_TRUE((*file)->commit().ok());
  EXPECT_FALSE(fs::exists("/dev/null.partial"));
}

TEST_F(OutputFileTest, AFullDiskIsAnError) {
  auto file = OutputFile::open("/dev/full");
  ASSERT_TRUE(file.ok());
  const auto status = (*file)->append("x");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "The disk is full.");
}

TEST(FdSink, APipeKeepsItsStart) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const base::UniqueFd reader(ends[0]);
  base::UniqueFd writer(ends[1]);
  FdSink sink(writer.get());
  EXPECT_TRUE(sink.append("abc").ok());
  EXPECT_TRUE(sink.overwrite_start("x").ok());
  std::array<char, 8> bytes{};
  EXPECT_EQ(::read(reader.get(), bytes.data(), bytes.size()), 3);
  EXPECT_STREQ(bytes.data(), "abc");
}

}  // namespace
}  // namespace dragoman::app

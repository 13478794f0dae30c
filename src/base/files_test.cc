#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/bytes.h"

namespace dragoman::base {
namespace {

namespace fs = std::filesystem;

TEST(Files, WritesAndReadsBack) {
  const TempDir dir;
  const auto path = dir.path() + "/f";
  ASSERT_TRUE(write_file_atomically(path, "one").ok());
  ASSERT_TRUE(write_file_atomically(path, std::string_view("two\0!", 5)).ok());
  EXPECT_EQ(*read_file(path, 5), std::string("two\0!", 5));
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1)
      << "no temporary file may stay";
}

TEST(Files, AFailedWriteLeavesTheOldBytesAndNothingElse) {
  const TempDir dir;
  ASSERT_TRUE(fs::create_directory(dir.path() + "/taken"));
  EXPECT_EQ(write_file_atomically(dir.path() + "/taken", "x").error().kind, ErrorKind::kIo);
  EXPECT_EQ(write_file_atomically(dir.path() + "/none/f", "x").error().kind, ErrorKind::kIo);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()), 1);
}

TEST(Files, ReadKeepsToTheLimit) {
  const TempDir dir;
  const auto path = dir.path() + "/f";
  ASSERT_TRUE(write_file_atomically(path, "12345").ok());
  EXPECT_EQ(read_file(path, 4).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(*read_file(path, 5), "12345");
}

TEST(Files, SaysWhatIsMissing) {
  const TempDir dir;
  EXPECT_EQ(read_file(dir.path() + "/none", 1).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(File::open(dir.path() + "/none").error().kind, ErrorKind::kNotFound);
}

TEST(Files, OpensOnlyRegularFiles) {
  const TempDir dir;
  const auto pipe = dir.path() + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& path : {dir.path(), pipe, std::string("/dev/zero"), std::string("/dev/null")}) {
    EXPECT_EQ(File::open(path).error().kind, ErrorKind::kInvalidArgument) << path;
  }
}

TEST(Files, ReadsAtAnyOffset) {
  const TempDir dir;
  ASSERT_TRUE(write_file_atomically(dir.path() + "/f", "0123456789").ok());
  const auto file = File::open(dir.path() + "/f");
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->size(), 10U);
  std::uint8_t into[4] = {};
  EXPECT_EQ(*file->read_at(8, into), 2U);
  EXPECT_EQ(into[0], '8');
  EXPECT_EQ(*file->read_at(10, into), 0U);
  EXPECT_EQ(*file->read_at(1000, into), 0U);
}

TEST(SpoolFile, KeepsWhatWasAppended) {
  auto spool = SpoolFile::create();
  ASSERT_TRUE(spool.ok());
  ASSERT_TRUE(spool->append(as_bytes("hello ")).ok());
  ASSERT_TRUE(spool->append(as_bytes("world")).ok());
  EXPECT_EQ(spool->size(), 11U);
  std::uint8_t into[8] = {};
  EXPECT_EQ(*spool->read_at(6, into), 5U);
  EXPECT_EQ(std::string(reinterpret_cast<char*>(into), 5), "world");
}

TEST(TempDir, GoesWithAllItHolds) {
  std::string path;
  {
    const TempDir dir;
    path = dir.path();
    fs::create_directories(path + "/a/b");
    ASSERT_TRUE(write_file_atomically(path + "/a/b/c", "x").ok());
  }
  ASSERT_NE(path, "");
  EXPECT_FALSE(fs::exists(path));
}

TEST(UniqueFd, ClosesOnce) {
  UniqueFd first(::open("/dev/null", O_RDONLY));
  const int number = first.get();
  UniqueFd second(std::move(first));
  EXPECT_EQ(second.get(), number);
  second = UniqueFd();
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace dragoman::base

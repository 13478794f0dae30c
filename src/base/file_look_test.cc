#include "base/file_look.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/files.h"

namespace dragoman::base {
namespace {

namespace fs = std::filesystem;

TEST(FileLook, ChangesWithTheFile) {
  const TempDir dir;
  const auto path = dir.path() + "/file";
  ASSERT_TRUE(write_file_atomically(path, "one").ok());
  const auto look = look_at_file(path);
  ASSERT_TRUE(look.ok());
  EXPECT_EQ(look->bytes, 3U);
  EXPECT_EQ(*look_at_file(path), *look);
  const auto date = fs::last_write_time(path);
  ASSERT_TRUE(write_file_atomically(path, "two").ok());
  fs::last_write_time(path, date);
  EXPECT_NE(look_at_file(path)->changed_ns, look->changed_ns) << "its date was set back";
}

TEST(FileLook, OfALinkIsThatOfTheFile) {
  const TempDir dir;
  const auto path = dir.path() + "/file";
  ASSERT_TRUE(write_file_atomically(path, "one").ok());
  fs::create_symlink(path, dir.path() + "/link");
  const auto look = *look_at_file(dir.path() + "/link");
  EXPECT_EQ(look, *look_at_file(path));
  ASSERT_TRUE(write_file_atomically(path, "two").ok());
  EXPECT_NE(*look_at_file(dir.path() + "/link"), look);
}

TEST(FileLook, OfNothingIsAnError) {
  const TempDir dir;
  EXPECT_EQ(look_at_file(dir.path() + "/none").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(look_at_file(dir.path()).error().kind, ErrorKind::kIo);
  EXPECT_EQ(look_at_file("/dev/null").error().kind, ErrorKind::kIo);
}

}  // namespace
}  // namespace dragoman::base

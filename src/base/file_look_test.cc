#include "base/file_look.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "base/files.h"

namespace dragoman::base {
namespace {

namespace fs = std::filesystem;

// The clock of files ticks every few milliseconds: what is written within a tick looks the same.
void write_later(const std::string& path, std::string_view text) {
  const auto before = look_at_file(path)->changed_ns;
  for (int tries = 0; tries < 1000 && look_at_file(path)->changed_ns == before; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ASSERT_TRUE(write_file_atomically(path, text).ok());
  }
}

TEST(FileLook, ChangesWithTheFile) {
  const TempDir dir;
  const auto path = dir.path() + "/file";
  ASSERT_TRUE(write_file_atomically(path, "one").ok());
  const auto look = look_at_file(path);
  ASSERT_TRUE(look.ok());
  EXPECT_EQ(look->bytes, 3U);
  EXPECT_EQ(*look_at_file(path), *look);
  const auto date = fs::last_write_time(path);
  write_later(path, "two");
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
  write_later(path, "two");
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

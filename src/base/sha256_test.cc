#include "base/sha256.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/files.h"

namespace dragoman::base {
namespace {

// FIPS 180-4, examples.
constexpr auto kOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr auto kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, KnownSums) {
  EXPECT_EQ(sha256_hex(""), kOfNothing);
  EXPECT_EQ(sha256_hex("abc"), kOfAbc);
}

TEST(Sha256, PartsMakeTheSameSum) {
  Sha256 sum;
  sum.update(as_bytes("a"));
  sum.update(as_bytes(""));
  sum.update(as_bytes("bc"));
  EXPECT_EQ(sum.finish(), kOfAbc);
}

TEST(Sha256, OfAFileLongerThanOneRead) {
  const TempDir dir;
  const std::string bytes((3U << 20U) + 17, 'x');
  ASSERT_TRUE(write_file_atomically(dir.path() + "/f", bytes).ok());
  EXPECT_EQ(*sha256_file(dir.path() + "/f"), sha256_hex(bytes));
}

TEST(Sha256, SaysWhatIsMissingOrCancelled) {
  const TempDir dir;
  EXPECT_EQ(sha256_file(dir.path() + "/none").error().kind, ErrorKind::kNotFound);
  ASSERT_TRUE(write_file_atomically(dir.path() + "/f", "abc").ok());
  CancelSource source;
  source.cancel(CancelReason::kShutdown);
  EXPECT_EQ(sha256_file(dir.path() + "/f", source.token()).error().kind, ErrorKind::kCancelled);
}

// git hash-object on the same bytes.
TEST(GitBlob, KnownNames) {
  const TempDir dir;
  const auto path = dir.path() + "/f";
  ASSERT_TRUE(write_file_atomically(path, "").ok());
  EXPECT_EQ(*git_blob_file(path), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  ASSERT_TRUE(write_file_atomically(path, "what is up, doc?").ok());
  EXPECT_EQ(*git_blob_file(path), "bd9dbf5aae1a3862dd1526723246b20206e5fc37");
  EXPECT_EQ(git_blob_file(path + "-gone").error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace dragoman::base

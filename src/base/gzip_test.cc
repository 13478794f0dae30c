#include "base/gzip.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/files.h"

namespace dragoman::base {
namespace {

// printf 'hello, gzip' | gzip -n, in base64.
constexpr auto kPacked = "H4sIAAAAAAAAA8tIzcnJ11FIr8osAABKm7FcCwAAAA==";
constexpr std::string_view kPlain = "hello, gzip";

class Gunzip : public testing::Test {
 protected:
  Status unpack(std::string_view packed, std::uint64_t max_bytes = 1000) {
    std::ofstream(from_, std::ios::binary) << packed;
    return gunzip_file(from_, to_, max_bytes);
  }
  [[nodiscard]] std::string unpacked() const {
    const auto text = read_file(to_, 1U << 26U);
    return text ? *text : "(no file)";
  }
  static std::string packed() {
    const auto bytes = *base64_decode(kPacked);
    return {bytes.begin(), bytes.end()};
  }

  TempDir dir_;
  std::string from_ = dir_.path() + "/a.gz";
  std::string to_ = dir_.path() + "/a";
};

TEST_F(Gunzip, UnpacksOneMemberOrMore) {
  ASSERT_TRUE(unpack(packed()).ok());
  EXPECT_EQ(unpacked(), kPlain);
  ASSERT_TRUE(unpack(packed() + packed()).ok());
  EXPECT_EQ(unpacked(), std::string(kPlain) + std::string(kPlain));
}

TEST_F(Gunzip, EveryCutIsAnErrorAndLeavesNothing) {
  for (std::size_t size = 0; size < packed().size(); ++size) {
    const auto status = unpack(packed().substr(0, size));
    ASSERT_FALSE(status.ok()) << size;
    EXPECT_EQ(status.error().kind, ErrorKind::kModelInvalid);
    EXPECT_EQ(unpacked(), "(no file)");
  }
}

TEST_F(Gunzip, DamageIsSeen) {
  const auto whole = packed();
  for (const std::size_t at : {std::size_t{0}, std::size_t{12}, whole.size() - 6}) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    EXPECT_EQ(unpack(bytes).error().kind, ErrorKind::kModelInvalid) << at;
  }
  EXPECT_EQ(unpack(whole + "rubbish").error().kind, ErrorKind::kModelInvalid);
  EXPECT_EQ(unpack("not packed at all").error().kind, ErrorKind::kModelInvalid);
}

TEST_F(Gunzip, NoMoreThanAllowed) {
  EXPECT_TRUE(unpack(packed(), kPlain.size()).ok());
  const auto status = unpack(packed(), kPlain.size() - 1);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kMediaTooLarge);
  EXPECT_EQ(unpacked(), "(no file)");
}

TEST_F(Gunzip, NoFile) {
  EXPECT_EQ(gunzip_file(from_ + "-gone", to_, 10).error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace dragoman::base

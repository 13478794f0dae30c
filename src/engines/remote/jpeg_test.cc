#include "engines/remote/jpeg.h"

#include <turbojpeg.h>

#include <cstdlib>
#include <vector>

#include <gtest/gtest.h>

namespace dragoman::engines::remote {
namespace {

core::Picture halves(int width, int height) {
  core::Picture picture{width, height, {}, core::Seconds(0)};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool left = x < width / 2;
      for (const int value : {left ? 220 : 20, 60, left ? 20 : 220}) {
        picture.rgb.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  return picture;
}

core::Picture decoded(const std::string& jpeg) {
  auto* const handle = tjInitDecompress();
  const auto* const bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  core::Picture picture;
  int sampling = 0;
  int space = 0;
  EXPECT_EQ(tjDecompressHeader3(handle, bytes, jpeg.size(), &picture.width, &picture.height,
                                &sampling, &space),
            0);
  picture.rgb.resize(picture.row_bytes() * static_cast<std::size_t>(picture.height));
  EXPECT_EQ(tjDecompress2(handle, bytes, jpeg.size(), picture.rgb.data(), picture.width, 0,
                          picture.height, TJPF_RGB, 0),
            0);
  tjDestroy(handle);
  return picture;
}

TEST(Jpeg, HoldsThePicture) {
  const auto jpeg = encode_jpeg(halves(64, 48));
  ASSERT_TRUE(jpeg.ok()) << jpeg.error().detail;
  const auto picture = decoded(*jpeg);
  EXPECT_EQ(picture.width, 64);
  EXPECT_EQ(picture.height, 48);
  const auto red_at = [&](std::size_t x) { return picture.rgb[3 * (10 * 64 + x)]; };
  EXPECT_NEAR(red_at(10), 220, 12);
  EXPECT_NEAR(red_at(50), 20, 12);
}

TEST(Jpeg, OfALargePictureIsSmaller) {
  const auto picture = decoded(*encode_jpeg(halves(1920, 1080)));
  EXPECT_EQ(picture.width, 960);
  EXPECT_EQ(picture.height, 540);
  EXPECT_NEAR(picture.rgb[3 * (100 * 960 + 100)], 220, 12);
  EXPECT_EQ(decoded(*encode_jpeg(halves(3000, 1))).width, 1000);
}

TEST(Jpeg, OfNoPictureIsNone) {
  for (const auto& bad :
       {core::Picture{}, core::Picture{2, 2, {1, 2}, {}}, core::Picture{-1, 3, {}, {}}}) {
    EXPECT_EQ(encode_jpeg(bad).error().kind, base::ErrorKind::kInvalidArgument);
  }
}

}  // namespace
}  // namespace dragoman::engines::remote

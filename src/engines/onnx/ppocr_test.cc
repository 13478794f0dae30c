#include "engines/onnx/ppocr.h"

#include <gmock/gmock.h>

#include "engines/onnx/pixels.h"
#include "engines/onnx/ppocr_boxes.h"
#include "engines/onnx/ppocr_letters.h"
#include "engines/onnx/tiny_model_test.h"

namespace dragoman::engines::onnx {
namespace {

using base::ErrorKind;
using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;
using testing::IsEmpty;

core::Picture picture(int width, int height, std::uint8_t red, std::uint8_t green,
                      std::uint8_t blue) {
  core::Picture picture{width, height, {}, {}};
  for (int i = 0; i < width * height; ++i) {
    picture.rgb.insert(picture.rgb.end(), {red, green, blue});
  }
  return picture;
}

TEST(ScaledPlanes, PutsBlueFirstAndFillsTheRest) {
  const auto planes = scaled_planes(picture(4, 4, 255, 0, 0), {0, 0, 4, 4}, 2, 1, 3, 2, 0.5F);
  ASSERT_EQ(planes.values.size(), 3U * 6);
  const std::vector<float> blue(planes.values.begin(), planes.values.begin() + 6);
  const std::vector<float> red(planes.values.begin() + 12, planes.values.end());
  EXPECT_THAT(blue, ElementsAre(-1, -1, 0.5F, 0.5F, 0.5F, 0.5F));
  EXPECT_THAT(red, ElementsAre(FloatNear(1, 1e-5F), FloatNear(1, 1e-5F), 0.5F, 0.5F, 0.5F, 0.5F));
}

TEST(ScaledPlanes, KeepsTheMeanWhereItMakesSmaller) {
  auto stripes = picture(64, 2, 0, 0, 0);
  for (std::size_t x = 0; x < 128; x += 2) {
    for (std::size_t c = 0; c < 3; ++c) stripes.rgb[x * 3 + c] = 255;
  }
  const auto planes = scaled_planes(stripes, {0, 0, 64, 2}, 8, 1, 8, 1, 0);
  EXPECT_THAT(planes.values, Each(FloatNear(0, 0.1F)));
}

TEST(FindLines, GrowsRegionsAndPutsThemInReadingOrder) {
  constexpr int kWidth = 100;
  constexpr int kHeight = 60;
  std::vector<float> map(kWidth * kHeight);
  const auto paint = [&](int left, int top, int width, int height, float value) {
    for (int y = top; y < top + height; ++y) {
      for (int x = left; x < left + width; ++x)
        map[static_cast<std::size_t>(y * kWidth + x)] = value;
    }
  };
  paint(60, 11, 30, 6, 0.9F);
  paint(10, 10, 40, 6, 0.9F);
  paint(10, 40, 40, 6, 0.4F);  // in doubt
  paint(5, 55, 2, 2, 0.9F);    // too small
  const auto lines = find_lines(map, kWidth, kHeight, 10);
  // 40 x 6 x 1.6 / 92 is four pixels.
  EXPECT_THAT(lines, ElementsAre(Box{6, 6, 48, 14}, Box{56, 7, 38, 14}));
  EXPECT_THAT(find_lines(map, kWidth, kHeight, 1), ElementsAre(Box{6, 6, 48, 14}));
  EXPECT_THAT(find_lines(map, kWidth, kHeight + 1, 10), IsEmpty());
}

TEST(ReadLetters, JoinsRunsAndLeavesOutBlanks) {
  const auto letters = letters_of("a\nb\r\n\xff");
  ASSERT_THAT(letters, ElementsAre("", "a", "b", "", " "));
  const std::vector<float> steps{0,   0,    0, 0, 1,     //
                                 0,   0.8F, 0, 0, 0.2F,  // a
                                 0,   0.9F, 0, 0, 0,     // a, goes on
                                 1,   0,    0, 0, 0,     //
                                 0,   0.6F, 0, 0, 0,     // a, another
                                 0,   0,    1, 0, 0,     // b
                                 0.5F};
  const auto line = read_letters(steps, letters);
  EXPECT_EQ(line.text, "aab");
  EXPECT_NEAR(line.confidence, (1 + 0.8 + 0.6 + 1) / 4, 1e-6);
  EXPECT_EQ(read_letters({}, letters).text, "");
  EXPECT_EQ(read_letters(steps, {}).confidence, 0);
}

TEST(PpOcr, SaysWhatIsWrongWithItsFiles) {
  core::ModelFiles files;
  files.dir = testing::TempDir();
  files.files = {"one.onnx"};
  EXPECT_EQ(open_ppocr(files, 1).error().kind, ErrorKind::kModelInvalid);
  written("ppocr_det.onnx", tiny_model());
  files.files = {"ppocr_det.onnx", "ppocr_missing.onnx"};
  const auto readers = open_ppocr(files, 1);
  ASSERT_TRUE(readers.ok());
  const auto read = readers->front()->read({picture(8, 8, 0, 0, 0), {}, {}});
  EXPECT_EQ(read.error().kind, ErrorKind::kModelInvalid);
}

TEST(PpOcr, RefusesAPictureThatIsNotWhole) {
  core::ModelFiles files;
  files.files = {"a", "b"};
  auto broken = picture(8, 8, 0, 0, 0);
  broken.rgb.pop_back();
  const auto readers = open_ppocr(files, 1);
  EXPECT_EQ(readers->front()->read({broken, {}, {}}).error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace dragoman::engines::onnx

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include <gtest/gtest.h>

#include "base/files.h"
#include "core/installed_models_test.h"
#include "engines/tesseract/tesseract_reader.h"

namespace dragoman::engines::tesseract {
namespace {

using core::Language;

core::ModelFiles installed() {
  core::ModelFiles files;
  files.id = "tesseract-scripts";
  files.job = core::ModelJob::kOcr;
  files.engine = "tesseract";
  files.dir = core::installed_model(files.id);
  files.files = {"ru.traineddata", "ko.traineddata"};
  files.languages = {Language::kRussian, Language::kKorean};
  return files;
}

std::unique_ptr<LineReader> reader(const core::ModelFiles& files) {
  auto readers = open_tesseract(files, 2);
  return readers.ok() && readers->size() == 2 ? std::move(readers->front()) : nullptr;
}

using Glyph = std::array<std::string_view, 7>;
constexpr int kDot = 5;
constexpr Box kLine{60, 40, 6 * 6 * kDot, 7 * kDot};

/// "КОЛЕСА", black on white, each dot a square.
core::Picture wheels() {
  constexpr std::array<Glyph, 6> kGlyphs{{
      {"#   #", "#  # ", "# #  ", "##   ", "# #  ", "#  # ", "#   #"},
      {" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "},
      {"  ###", " #  #", " #  #", " #  #", " #  #", " #  #", "#   #"},
      {"#####", "#    ", "#    ", "#### ", "#    ", "#    ", "#####"},
      {" ####", "#    ", "#    ", "#    ", "#    ", "#    ", " ####"},
      {" ### ", "#   #", "#   #", "#####", "#   #", "#   #", "#   #"},
  }};
  core::Picture picture{300, 120, {}, {}};
  picture.rgb.assign(picture.row_bytes() * 120, 255);
  int left = kLine.left;
  for (const auto& glyph : kGlyphs) {
    for (int y = 0; y < 7 * kDot; ++y) {
      for (int x = 0; x < 5 * kDot; ++x) {
        if (glyph.at(static_cast<std::size_t>(y / kDot))[static_cast<std::size_t>(x / kDot)] ==
            ' ') {
          continue;
        }
        const auto at = static_cast<std::size_t>(kLine.top + y) * picture.row_bytes() +
                        static_cast<std::size_t>(3 * (left + x));
        std::fill_n(picture.rgb.begin() + static_cast<std::ptrdiff_t>(at), 3, 0);
      }
    }
    left += 6 * kDot;
  }
  return picture;
}

TEST(TesseractWeights, ReadsALineInTheScriptOfItsLanguage) {
  const auto tesseract = reader(installed());
  ASSERT_NE(tesseract, nullptr);
  const auto line = tesseract->read(wheels(), kLine, Language::kRussian);
  ASSERT_TRUE(line.ok()) << line.error().message << line.error().detail;
  EXPECT_EQ(line->text, "КОЛЕСА");
  EXPECT_GT(line->confidence, 0.4);
}

TEST(TesseractWeights, GoesFromLanguageToLanguage) {
  const auto tesseract = reader(installed());
  for (const auto language : {Language::kKorean, Language::kRussian, Language::kKorean}) {
    EXPECT_TRUE(tesseract->read(wheels(), kLine, language).ok());
  }
  EXPECT_EQ(tesseract->read(wheels(), kLine, Language::kRussian)->text, "КОЛЕСА");
}

TEST(TesseractWeights, IsNotSureOfALineWithoutLetters) {
  core::Picture grey{300, 120, {}, {}};
  grey.rgb.assign(grey.row_bytes() * 120, 128);
  const auto line = reader(installed())->read(grey, kLine, Language::kRussian);
  ASSERT_TRUE(line.ok());
  EXPECT_LT(line->confidence, 0.1);
}

TEST(TesseractWeights, TakesLinesOfAnyShape) {
  const auto tesseract = reader(installed());
  for (const auto& [width, height] : {std::pair{1, 1}, {2000, 3}, {3, 700}, {33, 31}}) {
    core::Picture picture{width, height, {}, {}};
    picture.rgb.assign(picture.row_bytes() * static_cast<std::size_t>(height), 9);
    EXPECT_TRUE(tesseract->read(picture, {0, 0, width, height}, Language::kRussian).ok())
        << width << " x " << height;
  }
}

TEST(TesseractWeights, DamagedDataIsRefused) {
  const base::TempDir dir;
  auto files = installed();
  files.dir = dir.path();
  std::ofstream(dir.path() + "/ru.traineddata") << "no data";
  EXPECT_EQ(reader(files)->read(wheels(), kLine, Language::kRussian).error().kind,
            base::ErrorKind::kModelInvalid);
  files.files = {"ko.traineddata"};
  EXPECT_EQ(open_tesseract(files, 1).error().kind, base::ErrorKind::kModelInvalid);
}

}  // namespace
}  // namespace dragoman::engines::tesseract

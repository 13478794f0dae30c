#include <array>
#include <map>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "core/installed_models_test.h"
#include "engines/onnx/ppocr.h"

namespace dragoman::engines::onnx {
namespace {

using testing::IsEmpty;

core::ModelFiles installed() {
  core::ModelFiles files;
  files.id = "ppocr-v6";
  files.job = core::ModelJob::kOcr;
  files.engine = "ppocr";
  files.dir = core::installed_model(files.id);
  files.files = {"det.onnx", "rec.onnx"};
  files.languages = {core::Language::kEnglish};
  return files;
}

using Glyph = std::array<std::string_view, 7>;

const std::map<char, Glyph>& glyphs() {
  static const std::map<char, Glyph> all{
      {'A', {" ### ", "#   #", "#   #", "#####", "#   #", "#   #", "#   #"}},
      {'E', {"#####", "#    ", "#    ", "#### ", "#    ", "#    ", "#####"}},
      {'K', {"#   #", "#  # ", "# #  ", "##   ", "# #  ", "#  # ", "#   #"}},
      {'L', {"#    ", "#    ", "#    ", "#    ", "#    ", "#    ", "#####"}},
      {'O', {" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "}},
      {'S', {" ####", "#    ", "#    ", " ### ", "    #", "    #", "#### "}},
      {'T', {"#####", "  #  ", "  #  ", "  #  ", "  #  ", "  #  ", "  #  "}},
      {'V', {"#   #", "#   #", "#   #", "#   #", "#   #", " # # ", "  #  "}},
      {'Y', {"#   #", "#   #", " # # ", "  #  ", "  #  ", "  #  ", "  #  "}},
  };
  return all;
}

/// Black on white, each dot a square of `dot` pixels.
core::Picture written(std::string_view text, int dot) {
  core::Picture picture{640, 360, {}, {}};
  picture.rgb.assign(std::size_t{640} * 360 * 3, 255);
  int left = 60;
  for (const char letter : text) {
    const auto& glyph = glyphs().at(letter);
    for (int y = 0; y < 7 * dot; ++y) {
      for (int x = 0; x < 5 * dot; ++x) {
        const auto row = glyph[static_cast<std::size_t>(y / dot)];
        if (row[static_cast<std::size_t>(x / dot)] == ' ') continue;
        const auto at = static_cast<std::size_t>((150 + y) * 640 + left + x) * 3;
        std::fill_n(picture.rgb.begin() + static_cast<std::ptrdiff_t>(at), 3, 0);
      }
    }
    left += 6 * dot;
  }
  return picture;
}

std::unique_ptr<TextReader> reader() {
  auto readers = open_ppocr(installed(), 2);
  return readers ? std::move(readers->front()) : nullptr;
}

TEST(PpOcrWeights, ReadsALineAndSaysWhereItIs) {
  const auto lines = reader()->read({written("KOVALEVSKY", 5), {}, {}});
  ASSERT_TRUE(lines.ok()) << lines.error().message << lines.error().detail;
  ASSERT_EQ(lines->size(), 1U);
  const auto& line = lines->front();
  EXPECT_EQ(line.text, "KOVALEVSKY");
  EXPECT_GT(line.confidence, 0.8);
  EXPECT_NEAR(line.left, 60, 20);
  EXPECT_NEAR(line.top, 150, 20);
  EXPECT_NEAR(line.width, 300, 40);
}

TEST(PpOcrWeights, FindsNothingOnAnEmptyPicture) {
  core::Picture grey{640, 360, std::vector<std::uint8_t>(std::size_t{640} * 360 * 3, 128), {}};
  const auto lines = reader()->read({grey, {}, {}});
  ASSERT_TRUE(lines.ok());
  EXPECT_THAT(*lines, IsEmpty());
}

TEST(PpOcrWeights, TakesPicturesOfAnySize) {
  for (const auto& [width, height] : {std::pair{1, 1}, {2000, 3}, {3, 700}, {33, 31}}) {
    core::Picture picture{width, height, {}, {}};
    picture.rgb.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 9);
    EXPECT_TRUE(reader()->read({picture, {}, {}}).ok()) << width << " x " << height;
  }
}

TEST(PpOcrWeights, StopsWhenTold) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kClientGone);
  const auto lines = reader()->read({written("TEST", 4), {}, source.token()});
  EXPECT_EQ(lines.error().kind, base::ErrorKind::kCancelled);
}

class OtherScript final : public LineReader {
 public:
  [[nodiscard]] core::LanguageSet languages() const override {
    return {core::Language::kRussian, core::Language::kEnglish};
  }
  base::Result<ReadLine> read(const core::Picture& /*picture*/, const Box& line,
                              core::Language language) override {
    EXPECT_EQ(language, core::Language::kRussian);
    EXPECT_NEAR(line.left, 60, 20);
    return ReadLine{"КОВАЛЕВСКАЯ", 0.9};
  }
};

TEST(PpOcrWeights, LeavesLinesOfALanguageThatItDoesNotKnowToAnother) {
  std::vector<std::unique_ptr<LineReader>> others;
  others.push_back(std::make_unique<OtherScript>());
  const auto readers = open_ppocr(installed(), 1, std::move(others));
  ASSERT_TRUE(readers.ok());
  auto& reader = *readers->front();
  EXPECT_TRUE(reader.languages().contains(core::Language::kRussian));
  const auto text = [&](std::optional<core::Language> language) {
    return reader.read({written("KOVALEVSKY", 5), language, {}})->front().text;
  };
  EXPECT_EQ(text(core::Language::kRussian), "КОВАЛЕВСКАЯ");
  EXPECT_EQ(text(core::Language::kEnglish), "KOVALEVSKY");
  EXPECT_EQ(text(core::Language::kThai), "KOVALEVSKY");
  EXPECT_EQ(text(std::nullopt), "KOVALEVSKY");
}

}  // namespace
}  // namespace dragoman::engines::onnx

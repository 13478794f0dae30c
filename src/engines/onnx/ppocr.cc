#include "engines/onnx/ppocr.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <string>
#include <utility>

#include "engines/onnx/lazy_session.h"
#include "engines/onnx/pixels.h"
#include "engines/onnx/ppocr_boxes.h"
#include "engines/onnx/ppocr_letters.h"

namespace dragoman::engines::onnx {

namespace {

constexpr std::string_view kDetector = "detector of text in pictures";
constexpr std::string_view kRecogniser = "recogniser of text in pictures";

constexpr int kStep = 32;  // the detector halves its input five times
constexpr int kShortSide = 640;
constexpr int kLongestSide = 1280;
constexpr int kLineHeight = 48;
constexpr int kLeastLineWidth = 320;  // as it was trained
constexpr int kMostLineWidth = 2400;
constexpr std::size_t kMostLines = 64;
constexpr double kLeastConfidence = 0.5;

GraphSpec detector_graph() {
  return {kDetector,
          {{"x", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 4}},
          {{"fetch_name_0", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 4}}};
}

GraphSpec recogniser_graph() {
  return {kRecogniser,
          {{"x", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 4}},
          {{"fetch_name_0", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 3}}};
}

/// What replicas share.
class Model {
 public:
  Model(std::string detector, std::string recogniser, core::LanguageSet read)
      : languages(read),
        detector_(std::move(detector), detector_graph(), 1),
        recogniser_(std::move(recogniser), recogniser_graph(), 1) {}

  base::Status load() {
    if (auto status = detector_.load(); !status) return status;
    if (auto status = recogniser_.load(); !status) return status;
    std::lock_guard lock(mutex_);
    if (letters_.empty()) letters_ = letters_of(recogniser_.metadata("character"));
    if (letters_.size() <= 2) return invalid_model(kRecogniser, "it has no list of letters");
    return {};
  }

  base::Result<std::vector<Box>> find(const core::Picture& picture,
                                      const base::CancelToken& cancel) {
    const double short_side = std::min(picture.width, picture.height);
    const double long_side = std::max(picture.width, picture.height);
    const double scale = std::min(std::max(1.0, kShortSide / short_side), kLongestSide / long_side);
    const auto scaled = [&](int side) {
      return std::max(1, static_cast<int>(std::lround(side * scale)));
    };
    const auto whole = [](int side) { return (side + kStep - 1) / kStep * kStep; };
    const int width = scaled(picture.width);
    const int height = scaled(picture.height);
    auto planes = scaled_planes(picture, {0, 0, picture.width, picture.height}, width, height,
                                whole(width), whole(height), 0);
    auto map = run(detector_, planes, cancel);
    if (!map) return map.error();
    if (map->size() * 3 != planes.values.size()) {
      return invalid_model(kDetector, "its map is not as large as the picture");
    }
    auto boxes = find_lines(*map, planes.width, planes.height, kMostLines);
    std::vector<Box> lines;
    for (const auto& box : boxes) {
      const auto line = unscaled(box, scale, picture);
      if (line.width > 0 && line.height > 0) lines.push_back(line);
    }
    return lines;
  }

  base::Result<ReadLine> read(const core::Picture& picture, const Box& box,
                              const base::CancelToken& cancel) {
    const double wanted = static_cast<double>(box.width) * kLineHeight / box.height;
    const int width = std::clamp(static_cast<int>(std::lround(wanted)), 1, kMostLineWidth);
    auto planes = scaled_planes(picture, box, width, kLineHeight, std::max(width, kLeastLineWidth),
                                kLineHeight, 0);
    auto probabilities = run(recogniser_, planes, cancel);
    if (!probabilities) return probabilities.error();
    if (probabilities->size() % letters_.size() != 0) {
      return invalid_model(kRecogniser, "its list of letters is not as long as its answers");
    }
    return read_letters(*probabilities, letters_);
  }

  const core::LanguageSet languages;

 private:
  static base::Result<std::vector<float>> run(LazySession& session, Planes& planes,
                                              const base::CancelToken& cancel) {
    return guarded("a picture", [&]() -> base::Result<std::vector<float>> {
      const auto input = tensor_over<float>(planes.values, {1, 3, planes.height, planes.width});
      return session.run({&input, 1}, cancel);
    });
  }

  static Box unscaled(const Box& box, double scale, const core::Picture& picture) {
    const auto back = [&](int at, int most) {
      return std::clamp(static_cast<int>(std::lround(at / scale)), 0, most);
    };
    const int left = back(box.left, picture.width);
    const int top = back(box.top, picture.height);
    return {left, top, back(box.left + box.width, picture.width) - left,
            back(box.top + box.height, picture.height) - top};
  }

  LazySession detector_;
  LazySession recogniser_;
  std::mutex mutex_;                  // while loading
  std::vector<std::string> letters_;  // does not change afterwards
};

class PpOcr final : public TextReader {
 public:
  PpOcr(std::shared_ptr<Model> model, std::unique_ptr<LineReader> other)
      : model_(std::move(model)), other_(std::move(other)) {}

  [[nodiscard]] core::LanguageSet languages() const override {
    auto all = model_->languages;
    for (const auto& info : core::languages()) {
      if (is_others(info.language)) all.insert(info.language);
    }
    return all;
  }

  base::Result<TextLines> read(const ReadRequest& request) override {
    const auto& picture = request.picture;
    const auto pixels = static_cast<std::size_t>(std::max(picture.width, 0)) *
                        static_cast<std::size_t>(std::max(picture.height, 0));
    if (pixels == 0 || picture.rgb.size() != 3 * pixels) {
      return base::Error{base::ErrorKind::kInvalidArgument, "The picture is not whole.", ""};
    }
    if (auto status = request.cancel.check(); !status) return status.error();
    if (auto status = model_->load(); !status) return status.error();
    const auto boxes = model_->find(picture, request.cancel);
    if (!boxes) return boxes.error();
    TextLines lines;
    for (const auto& box : *boxes) {
      auto line = read(request, box);
      if (!line) return line.error();
      if (line->confidence < kLeastConfidence) continue;
      lines.push_back(
          {std::move(line->text), box.left, box.top, box.width, box.height, line->confidence});
    }
    return lines;
  }

 private:
  [[nodiscard]] bool is_others(core::Language language) const {
    return other_ != nullptr && !model_->languages.contains(language) &&
           other_->languages().contains(language);
  }

  base::Result<ReadLine> read(const ReadRequest& request, const Box& line) {
    if (!request.language || !is_others(*request.language)) {
      return model_->read(request.picture, line, request.cancel);
    }
    if (auto status = request.cancel.check(); !status) return status.error();
    return other_->read(request.picture, line, *request.language);
  }

  const std::shared_ptr<Model> model_;
  const std::unique_ptr<LineReader> other_;  // null where there is none
};

}  // namespace

base::Result<std::vector<std::unique_ptr<TextReader>>> open_ppocr(
    const core::ModelFiles& files, unsigned replicas,
    std::vector<std::unique_ptr<LineReader>> others) {
  if (files.files.size() != 2) return invalid_model(kDetector, "it should be two files");
  const auto model = std::make_shared<Model>(files.dir + "/" + files.files[0],
                                             files.dir + "/" + files.files[1], files.languages);
  std::vector<std::unique_ptr<TextReader>> readers;
  others.resize(replicas);
  for (auto& other : others) readers.push_back(std::make_unique<PpOcr>(model, std::move(other)));
  return readers;
}

}  // namespace dragoman::engines::onnx

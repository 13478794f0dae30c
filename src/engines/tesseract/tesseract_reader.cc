#include "engines/tesseract/tesseract_reader.h"

#include <allheaders.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <tesseract/baseapi.h>

// Of libgomp, which the library's loops run on; its header belongs to one compiler alone.
extern "C" void omp_set_max_active_levels(int levels);

namespace dragoman::engines::tesseract {

namespace {

constexpr std::string_view kBlanks = " \t\n\r\f";
constexpr int kDotsAnInch = 150;  // asked for, and of no weight for a single line

base::Error invalid(const std::string& path, std::string_view why) {
  return {base::ErrorKind::kModelInvalid, "The data to read text in pictures by is damaged.",
          path + ": " + std::string(why)};
}

/// A line and some of what is around it: letters that touch the border are misread.
core::Picture cut_out(const core::Picture& picture, const Box& line) {
  const int margin = std::max(2, line.height / 5);
  const int left = std::max(0, line.left - margin);
  const int top = std::max(0, line.top - margin);
  core::Picture part;
  part.width = std::min(picture.width, line.left + line.width + margin) - left;
  part.height = std::min(picture.height, line.top + line.height + margin) - top;
  part.rgb.reserve(part.row_bytes() * static_cast<std::size_t>(part.height));
  for (int y = top; y < top + part.height; ++y) {
    const auto* const row = picture.rgb.data() + static_cast<std::size_t>(y) * picture.row_bytes() +
                            3 * static_cast<std::size_t>(left);
    part.rgb.insert(part.rgb.end(), row, row + part.row_bytes());
  }
  return part;
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(kBlanks) + 1);
  text.erase(0, std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

// Both libraries talk to the standard error of whoever runs them.
void quieten() {
  static std::once_flag once;
  std::call_once(once, [] { setMsgSeverity(L_SEVERITY_NONE); });
}

class TesseractReader final : public LineReader {
 public:
  explicit TesseractReader(const core::ModelFiles& files)
      : dir_(files.dir), languages_(files.languages) {}

  [[nodiscard]] core::LanguageSet languages() const override { return languages_; }

  base::Result<ReadLine> read(const core::Picture& picture, const Box& line,
                              core::Language language) override {
    omp_set_max_active_levels(0);  // of this thread: its caller's alone
    try {
      if (auto status = load(language); !status) return status.error();
      return read(cut_out(picture, line));
    } catch (const std::exception& exception) {
      loaded_.reset();
      return base::Error{base::ErrorKind::kInternal, "Reading text in a picture failed.",
                         exception.what()};
    }
  }

 private:
  base::Status load(core::Language language) {
    if (loaded_ == language) return {};
    loaded_.reset();
    const std::string code(core::code(language));
    const std::vector<std::string> names{"debug_file"};
    const std::vector<std::string> values{"/dev/null"};
    if (api_.Init(dir_.c_str(), code.c_str(), ::tesseract::OEM_LSTM_ONLY, nullptr, 0, &names,
                  &values, false) != 0) {
      return invalid(dir_ + "/" + code + ".traineddata", "libtesseract refused it");
    }
    api_.SetPageSegMode(::tesseract::PSM_SINGLE_LINE);
    loaded_ = language;
    return {};
  }

  ReadLine read(const core::Picture& part) {
    api_.SetImage(part.rgb.data(), part.width, part.height, 3, static_cast<int>(part.row_bytes()));
    api_.SetSourceResolution(kDotsAnInch);
    const std::unique_ptr<const char[]> text(api_.GetUTF8Text());
    ReadLine line;
    if (text != nullptr) line.text = trimmed(text.get());
    if (!line.text.empty()) line.confidence = std::clamp(api_.MeanTextConf() / 100.0, 0.0, 1.0);
    api_.Clear();
    return line;
  }

  const std::string dir_;
  const core::LanguageSet languages_;
  ::tesseract::TessBaseAPI api_;
  std::optional<core::Language> loaded_;
};

}  // namespace

base::Result<std::vector<std::unique_ptr<LineReader>>> open_tesseract(const core::ModelFiles& files,
                                                                      unsigned replicas) {
  for (const auto& info : core::languages()) {
    const auto file = std::string(info.code) + ".traineddata";
    if (files.languages.contains(info.language) &&
        std::ranges::find(files.files, file) == files.files.end()) {
      return invalid(files.dir + "/" + file, "it is not among the model's files");
    }
  }
  quieten();
  std::vector<std::unique_ptr<LineReader>> readers;
  for (unsigned i = 0; i < replicas; ++i)
    readers.push_back(std::make_unique<TesseractReader>(files));
  return readers;
}

}  // namespace dragoman::engines::tesseract

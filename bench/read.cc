// bench_read MODELS_DIR < pictures
//
// Reads pictures as the scene stage does. A picture is a line: file (PPM), language, with a tab
// between. For each one line of JSON: the lines in it with the reader's confidence, and CPU seconds.
// The first picture of a language pays for loading.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "cost.h"
#include "engines/onnx/ppocr.h"
#include "engines/tesseract/tesseract_reader.h"
#include "json_text.h"
#include "models/store.h"
#include "picture_file.h"

namespace dragoman::bench {
namespace {

template <class T>
T must(base::Result<T> result) {
  if (result) return *std::move(result);
  std::cerr << result.error().message << " " << result.error().detail << "\n";
  std::exit(1);
}

std::unique_ptr<engines::TextReader> open(const std::string& models_dir) {
  const models::Store store(must(models::built_in_catalogue()), models_dir);
  const auto models = must(store.open("fast", {}));
  const auto of = [&](std::string_view engine) {
    return std::ranges::find(models, engine, &core::ModelFiles::engine);
  };
  if (of("ppocr") == models.end() || of("tesseract") == models.end()) {
    std::cerr << "ppocr-v6 and tesseract-scripts are not installed: make setup\n";
    std::exit(1);
  }
  auto others = must(engines::tesseract::open_tesseract(*of("tesseract"), 1));
  auto readers = must(engines::onnx::open_ppocr(*of("ppocr"), 1, std::move(others)));
  return std::move(readers.front());
}

int run(const std::string& models_dir) {
  const auto reader = open(models_dir);
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream fields(line);
    std::string file;
    std::string language;
    std::getline(fields, file, '\t');
    std::getline(fields, language, '\t');
    auto picture = must(read_picture(file));
    const double begun = cpu_seconds();
    const auto found = must(reader->read({std::move(picture), core::parse_language(language), {}}));
    std::string json;
    for (const auto& each : found) {
      json += fmt::format(R"({}{{"text":{},"confidence":{:.3f}}})", json.empty() ? "" : ",",
                          quoted(each.text), each.confidence);
    }
    std::cout << fmt::format(R"({{"lines":[{}],"cpu_s":{:.4f}}})", json, cpu_seconds() - begun)
              << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: bench_read MODELS_DIR < pictures\n";
    return 2;
  }
  return dragoman::bench::run(argv[1]);
}

// bench_mt MODEL_DIR SRC TGT [--batch N] [--terms FILE] < sentences > translations
//
// FILE: a glossary, one term a line, source and target with a tab between them.
//
// Translates one sentence a line with the student or the language model (a .gguf file) in
// MODEL_DIR, N of them in one request, and writes what it cost to the standard error as one line of
// JSON. Words are the source's, between blanks. Loading is not part of cpu_s and wall_s.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/language.h"
#include "cost.h"
#include "engines/ctranslate2/student_translator.h"
#include "engines/llama/llama_translator.h"

namespace dragoman::bench {
namespace {

std::size_t count_words(const std::string& line) {
  std::istringstream words(line);
  return static_cast<std::size_t>(std::distance(std::istream_iterator<std::string>(words),
                                                std::istream_iterator<std::string>()));
}

core::ModelFiles installed(const std::string& dir, core::Language source, core::Language target) {
  core::ModelFiles model;
  model.id = "bench";
  model.job = core::ModelJob::kMt;
  model.engine = "student";
  model.dir = dir;
  model.source = source;
  model.target = target;
  model.directions = {{source, target}};
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    model.files.push_back(entry.path().filename().string());
    if (model.files.back().ends_with(".gguf")) model.engine = "llama";
  }
  return model;
}

int fail(const base::Error& error) {
  fmt::print(stderr, "bench_mt: {} {}\n", error.message, error.detail);
  return 1;
}

struct Arguments {
  std::string dir;
  core::Language source;
  core::Language target;
  std::size_t batch = 32;
  std::shared_ptr<const std::vector<core::Term>> terms = nullptr;
};

std::shared_ptr<const std::vector<core::Term>> read_terms(const char* path) {
  auto terms = std::make_shared<std::vector<core::Term>>();
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto tab = line.find('\t');
    if (tab != std::string::npos) terms->push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return terms;
}

std::optional<Arguments> parse(std::span<char*> words) {
  if (words.size() < 4 || words.size() % 2 != 0) return std::nullopt;
  const auto source = core::parse_language(words[2]);
  const auto target = core::parse_language(words[3]);
  if (!source || !target || !std::filesystem::is_directory(words[1])) return std::nullopt;
  Arguments arguments{.dir = words[1], .source = *source, .target = *target};
  for (std::size_t i = 4; i < words.size(); i += 2) {
    const std::string_view option = words[i];
    if (option == "--terms") {
      arguments.terms = read_terms(words[i + 1]);
      continue;
    }
    const std::string_view number = words[i + 1];
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), arguments.batch);
    const bool whole = error == std::errc{} && end == number.data() + number.size();
    if (option != "--batch" || !whole || arguments.batch == 0) return std::nullopt;
  }
  return arguments;
}

int run(int argc, char** argv) {
  const auto arguments = parse({argv, static_cast<std::size_t>(argc)});
  if (!arguments) {
    fmt::print(stderr,
               "usage: bench_mt MODEL_DIR SRC TGT [--batch N] [--terms FILE] < sentences "
               "> translations\n");
    return 2;
  }
  const engines::Direction direction{arguments->source, arguments->target};
  double cpu = cpu_seconds();
  const auto model = installed(arguments->dir, direction.source, direction.target);
  auto translators = model.engine == "llama"
                         ? engines::llama::open_llama_translators(model, 1)
                         : engines::ctranslate2::open_student_translators({model}, 1);
  if (!translators) return fail(translators.error());
  auto& translator = *translators->front();
  engines::MtRequest warm_up{direction, {"1"}, {}};
  for (const auto& response : translator.translate({&warm_up, 1})) {
    if (!response) return fail(response.error());
  }
  const double load_cpu = cpu_seconds() - cpu;

  std::vector<std::string> lines;
  std::size_t words = 0;
  for (std::string line; std::getline(std::cin, line);) {
    words += count_words(line);
    lines.push_back(std::move(line));
  }
  cpu = cpu_seconds();
  const double wall = wall_seconds();
  std::string output;
  for (std::size_t begin = 0; begin < lines.size(); begin += arguments->batch) {
    const auto end = std::min(lines.size(), begin + arguments->batch);
    engines::MtRequest request{direction, {}, {}};
    request.hints.terms = arguments->terms;
    for (std::size_t i = begin; i < end; ++i) request.sentences.push_back(lines[i]);
    const auto responses = translator.translate({&request, 1});
    if (!responses.front()) return fail(responses.front().error());
    for (const auto& translation : *responses.front()) output += translation + '\n';
  }
  const double cpu_s = cpu_seconds() - cpu;
  const double wall_s = wall_seconds() - wall;
  std::cout << output;
  fmt::print(
      stderr,
      R"({{"words":{},"cpu_s":{:.3f},"wall_s":{:.3f},"load_cpu_s":{:.3f},"peak_rss_mb":{:.1f}}})"
      "\n",
      words, cpu_s, wall_s, load_cpu, peak_rss_mb());
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) { return dragoman::bench::run(argc, argv); }

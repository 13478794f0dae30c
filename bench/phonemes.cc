// bench_phonemes MODELS_DIR LANG < sentences
//
// Prints what the front end of a language makes of each line: the phonemes that Kokoro is given.
#include <filesystem>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "core/language.h"
#include "installed_readers.h"
#include "text/espeak.h"
#include "text/g2p/front_ends.h"
#include "text/utf32.h"

namespace dragoman::bench {
namespace {

int fail(const base::Error& error) {
  fmt::print(stderr, "bench_phonemes: {} {}\n", error.message, error.detail);
  return 1;
}

int run(int argc, char** argv) {
  const auto language = argc == 3 ? core::parse_language(argv[2]) : std::nullopt;
  if (!language) {
    fmt::print(stderr, "usage: bench_phonemes MODELS_DIR LANG < sentences\n");
    return 2;
  }
  const auto library = std::filesystem::canonical("/proc/self/exe").parent_path() / "lib";
  auto espeak = text::Espeak::open((library / "espeak-ng-data").string());
  if (!espeak) return fail(espeak.error());
  auto front_ends = text::FrontEnds::open(*espeak, installed_readers(argv[1]));
  if (!front_ends) return fail(front_ends.error());
  for (std::string line; std::getline(std::cin, line);) {
    const auto phonemes = (*front_ends)->phonemes(*language, text::Standard::kUsual, line);
    if (!phonemes) return fail(phonemes.error());
    fmt::print("{}\n", text::to_utf8(*phonemes));
  }
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) { return dragoman::bench::run(argc, argv); }

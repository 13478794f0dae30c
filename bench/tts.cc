// bench_tts MODELS_DIR VOICE LANG [--wavs DIR] [--threads N] [--rate R] < sentences
//
// Speaks one sentence a line with a voice of MODELS_DIR/kokoro-82m, or of eSpeak NG ("espeak-de"),
// and writes what it cost to the standard error as one line of JSON. Loading and the first sentence
// are first_call_s and not part of the other figures. --wavs keeps the speech of each sentence:
// DIR/000.wav, ...
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/audio.h"
#include "core/language.h"
#include "cost.h"
#include "engines/espeak/espeak_synthesiser.h"
#include "engines/onnx/kokoro.h"

namespace dragoman::bench {
namespace {
namespace fs = std::filesystem;

// Every voice in the folder; its languages do not matter to a benchmark.
core::ModelFiles installed_kokoro(const std::string& models_dir) {
  core::ModelFiles model;
  model.id = "kokoro-82m";
  model.job = core::ModelJob::kTts;
  model.engine = "kokoro";
  model.dir = (fs::path(models_dir) / model.id).string();
  for (const auto& entry : fs::recursive_directory_iterator(model.dir)) {
    if (!entry.is_regular_file()) continue;
    model.files.push_back(fs::relative(entry.path(), model.dir).string());
    if (entry.path().extension() == ".bin") {
      model.voices.push_back({entry.path().stem().string(), core::LanguageSet::all()});
    }
  }
  return model;
}

// The dictionaries that front ends read by: folders g2p-<engine>.
std::vector<core::ModelFiles> installed_readers(const std::string& models_dir) {
  constexpr std::string_view kPrefix = "g2p-";
  std::vector<core::ModelFiles> models;
  for (const auto& folder : fs::directory_iterator(models_dir)) {
    core::ModelFiles model;
    model.id = folder.path().filename().string();
    if (!folder.is_directory() || !model.id.starts_with(kPrefix)) continue;
    model.job = core::ModelJob::kG2p;
    model.engine = model.id.substr(kPrefix.size());
    model.dir = folder.path().string();
    for (const auto& file : fs::directory_iterator(folder.path())) {
      model.files.push_back(file.path().filename().string());
    }
    models.push_back(std::move(model));
  }
  return models;
}

struct Arguments {
  std::string models_dir;
  std::string voice;
  core::Language language;
  std::string wavs;
  unsigned threads = 1;
  double rate = 1.0;
};

template <class Number>
bool read_number(std::string_view text, Number& number) {
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{};
}

std::optional<Arguments> parse(std::span<char*> words) {
  if (words.size() < 4 || words.size() % 2 != 0) return std::nullopt;
  const auto language = core::parse_language(words[3]);
  if (!language) return std::nullopt;
  Arguments arguments{words[1], words[2], *language, "", 1, 1.0};
  for (std::size_t i = 4; i < words.size(); i += 2) {
    const std::string_view option = words[i];
    const std::string_view value = words[i + 1];
    if (option == "--wavs") {
      arguments.wavs = value;
    } else if (!(option == "--threads" && read_number(value, arguments.threads)) &&
               !(option == "--rate" && read_number(value, arguments.rate))) {
      return std::nullopt;
    }
  }
  return arguments;
}

base::Result<std::unique_ptr<engines::Synthesiser>> open(const Arguments& arguments) {
  const auto library = fs::canonical("/proc/self/exe").parent_path() / "lib";
  auto espeak = text::Espeak::open((library / "espeak-ng-data").string());
  if (!espeak) return espeak.error();
  if (arguments.voice.starts_with("espeak-")) {
    return std::move(engines::espeak::open_espeak(*espeak, 1).front());
  }
  auto front_ends = text::FrontEnds::open(*espeak, installed_readers(arguments.models_dir));
  if (!front_ends) return front_ends.error();
  auto kokoro = engines::onnx::open_kokoro(installed_kokoro(arguments.models_dir), *front_ends,
                                           {.replicas = 1, .threads = arguments.threads});
  if (!kokoro) return kokoro.error();
  return std::move(kokoro->front());
}

// 16-bit mono.
void write_wav(const std::string& path, std::span<const float> samples) {
  std::ofstream file(path, std::ios::binary);
  const auto put = [&](std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) file.put(static_cast<char>(value >> (8 * i) & 0xFF));
  };
  const auto bytes = static_cast<std::uint32_t>(2 * samples.size());
  constexpr std::uint32_t kRate = core::kSpeakRateHz;
  file << "RIFF";
  put(36 + bytes, 4);
  file << "WAVEfmt ";
  put(16, 4);
  put(1, 2);
  put(1, 2);
  put(kRate, 4);
  put(2 * kRate, 4);
  put(2, 2);
  put(16, 2);
  file << "data";
  put(bytes, 4);
  for (const auto sample : samples) {
    put(static_cast<std::uint32_t>(std::lround(sample * 32767.0F)), 2);
  }
}

int fail(const base::Error& error) {
  fmt::print(stderr, "bench_tts: {} {}\n", error.message, error.detail);
  return 1;
}

int run(int argc, char** argv) {
  const auto arguments = parse({argv, static_cast<std::size_t>(argc)});
  if (!arguments) {
    fmt::print(stderr,
               "usage: bench_tts MODELS_DIR VOICE LANG [--wavs DIR] [--threads N] "
               "[--rate R] < sentences\n");
    return 2;
  }
  const auto begin = wall_seconds();
  auto synthesiser = open(*arguments);
  if (!synthesiser) return fail(synthesiser.error());
  double first_call_s = 0;
  double cpu = 0;
  double wall = 0;
  std::size_t samples = 0;  // of all sentences but the first
  std::size_t sentences = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const auto speech = (*synthesiser)
                            ->synthesise({.text = line,
                                          .language = arguments->language,
                                          .voice = arguments->voice,
                                          .rate = arguments->rate,
                                          .cancel = {}});
    if (!speech) return fail(speech.error());
    if (!arguments->wavs.empty()) {
      write_wav(fmt::format("{}/{:03}.wav", arguments->wavs, sentences), *speech);
    }
    if (sentences++ > 0) {
      samples += speech->size();
      continue;
    }
    first_call_s = wall_seconds() - begin;
    cpu = cpu_seconds();
    wall = wall_seconds();
  }
  const auto audio_s = static_cast<double>(samples) / core::kSpeakRateHz;
  if (audio_s <= 0) {
    fmt::print(stderr, "bench_tts: give it at least two sentences\n");
    return 2;
  }
  fmt::print(stderr,
             R"({{"audio_s":{:.2f},"cpu_s_per_audio_s":{:.4f},"wall_s_per_audio_s":{:.4f},)"
             R"("first_call_s":{:.3f},"peak_rss_mb":{:.1f}}})"
             "\n",
             audio_s, (cpu_seconds() - cpu) / audio_s, (wall_seconds() - wall) / audio_s,
             first_call_s, peak_rss_mb());
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) { return dragoman::bench::run(argc, argv); }

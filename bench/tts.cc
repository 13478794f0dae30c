// bench_tts MODELS_DIR VOICE LANG [--wavs DIR] [--threads N] [--rate R] [--plan 1] [--tokens FILE]
//           < sentences
//
// Speaks one sentence a line with a voice of MODELS_DIR/kokoro-82m or a mix of them, of one of the
// catalogue's Piper models in MODELS_DIR, or of eSpeak NG ("espeak-de"), and writes what it cost to
// the standard error as one line of JSON. Loading and the first sentence are first_call_s and not
// part of the other figures. --wavs keeps the speech of each sentence: DIR/000.wav, ... --plan
// speaks each sentence in the pieces of pipeline/speech_plan.h; of each sentence but the first
// first_audio_s tells when its first piece was there, late_s by how much the latest of the others
// came after what was before it had been heard. --tokens keeps what the model is given, one call a
// line.
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
#include <fmt/ranges.h>

#include "core/audio.h"
#include "core/language.h"
#include "cost.h"
#include "engines/espeak/espeak_synthesiser.h"
#include "engines/onnx/kokoro.h"
#include "engines/onnx/kokoro_speech.h"
#include "engines/onnx/kokoro_tokens.h"
#include "engines/onnx/piper.h"
#include "installed_readers.h"
#include "models/catalogue.h"
#include "pipeline/speech_plan.h"

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

struct Arguments {
  std::string models_dir;
  std::string voice;
  core::Language language;
  std::string wavs;
  unsigned threads = 1;
  double rate = 1.0;
  bool plan = false;
  std::string tokens;
};

template <class Number>
bool read_number(std::string_view text, Number& number) {
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{};
}

std::optional<Arguments> parse(std::span<char*> words) {
  if (words.size() < 4 || words.size() % 2 != 0) return std::nullopt;
  const auto language = core::parse_language(words[3]);
  if (!language) return std::nullopt;
  Arguments arguments{words[1], words[2], *language, "", 1, 1.0, false, ""};
  for (std::size_t i = 4; i < words.size(); i += 2) {
    const std::string_view option = words[i];
    const std::string_view value = words[i + 1];
    if (option == "--wavs") {
      arguments.wavs = value;
    } else if (option == "--plan") {
      arguments.plan = value == "1";
    } else if (option == "--tokens") {
      arguments.tokens = value;
    } else if (!(option == "--threads" && read_number(value, arguments.threads)) &&
               !(option == "--rate" && read_number(value, arguments.rate))) {
      return std::nullopt;
    }
  }
  return arguments;
}

using FrontEnds = std::shared_ptr<const text::FrontEnds>;

base::Result<std::shared_ptr<const text::Espeak>> open_espeak() {
  const auto library = fs::canonical("/proc/self/exe").parent_path() / "lib";
  return text::Espeak::open((library / "espeak-ng-data").string());
}

base::Result<FrontEnds> open_readers(const Arguments& arguments) {
  auto espeak = open_espeak();
  if (!espeak) return espeak.error();
  return text::FrontEnds::open(*espeak, installed_readers(arguments.models_dir));
}

// The catalogue's model with that voice, where it is one of Piper's.
std::optional<core::ModelFiles> installed_piper(const Arguments& arguments) {
  const auto catalogue = models::built_in_catalogue();
  if (!catalogue) return std::nullopt;
  for (const auto& model : catalogue->models) {
    if (model.facts.engine != "piper") continue;
    const auto& voices = model.facts.voices;
    if (std::ranges::find(voices, arguments.voice, &core::VoiceEntry::id) == voices.end()) continue;
    auto files = model.facts;
    files.dir = (fs::path(arguments.models_dir) / files.id).string();
    return files;
  }
  return std::nullopt;
}

base::Result<std::unique_ptr<engines::Synthesiser>> open(const Arguments& arguments,
                                                         const FrontEnds& readers) {
  auto espeak = open_espeak();
  if (!espeak) return espeak.error();
  if (arguments.voice.starts_with("espeak-")) {
    return std::move(engines::espeak::open_espeak(*espeak, 1).front());
  }
  if (const auto piper = installed_piper(arguments)) {
    auto opened =
        engines::onnx::open_piper(*piper, *espeak, {.replicas = 1, .threads = arguments.threads});
    if (!opened) return opened.error();
    return std::move(opened->front());
  }
  auto kokoro = engines::onnx::open_kokoro(installed_kokoro(arguments.models_dir), readers,
                                           {.replicas = 1, .threads = arguments.threads});
  if (!kokoro) return kokoro.error();
  return std::move(kokoro->front());
}

void write_tokens(std::ostream& out, const Arguments& arguments, const FrontEnds& readers,
                  const std::string& text) {
  const auto british = arguments.voice.starts_with('b');
  const auto phonemes = readers->phonemes(
      arguments.language, british ? text::Standard::kBritish : text::Standard::kUsual, text);
  if (!phonemes) return;
  const auto tokens = engines::onnx::kokoro_tokens(*phonemes);
  for (const auto& piece : engines::onnx::split_tokens(tokens, engines::onnx::kPieceTokens)) {
    out << fmt::format("{}\n", fmt::join(piece.tokens, " "));
  }
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

// One line of input.
struct Spoken {
  engines::Speech speech;
  double first_audio_s = 0;
  double late_s = 0;
};

base::Result<Spoken> speak(engines::Synthesiser& synthesiser, const Arguments& arguments,
                           const std::string& line) {
  pipeline::SpeechPlan plan;
  const auto pieces = arguments.plan ? plan.pieces(line) : std::vector{line};
  const auto begin = wall_seconds();
  Spoken spoken;
  for (const auto& piece : pieces) {
    const auto speech = synthesiser.synthesise({.text = piece,
                                                .language = arguments.language,
                                                .voice = arguments.voice,
                                                .rate = arguments.rate,
                                                .cancel = {},
                                                .duration_s = {}});
    if (!speech) return speech.error();
    const auto ready_s = wall_seconds() - begin;
    if (spoken.speech.empty()) spoken.first_audio_s = ready_s;
    const auto heard_s = static_cast<double>(spoken.speech.size()) / core::kSpeakRateHz;
    spoken.late_s = std::max(spoken.late_s, ready_s - spoken.first_audio_s - heard_s);
    spoken.speech.insert(spoken.speech.end(), speech->begin(), speech->end());
  }
  return spoken;
}

// What all lines but the first cost.
struct Costs {
  double first_call_s = 0;
  double cpu = 0;
  double wall = 0;
  std::size_t samples = 0;
  std::vector<double> first_audio_s;
  std::vector<double> late_s;

  void print() const {
    const auto audio_s = static_cast<double>(samples) / core::kSpeakRateHz;
    fmt::print(stderr,
               R"({{"audio_s":{:.2f},"cpu_s_per_audio_s":{:.4f},"wall_s_per_audio_s":{:.4f},)"
               R"("first_call_s":{:.3f},"peak_rss_mb":{:.1f},"first_audio_s":[{:.3f}],)"
               R"("late_s":[{:.3f}]}})"
               "\n",
               audio_s, (cpu_seconds() - cpu) / audio_s, (wall_seconds() - wall) / audio_s,
               first_call_s, peak_rss_mb(), fmt::join(first_audio_s, ","), fmt::join(late_s, ","));
  }
};

int run(int argc, char** argv) {
  const auto arguments = parse({argv, static_cast<std::size_t>(argc)});
  if (!arguments) {
    fmt::print(stderr,
               "usage: bench_tts MODELS_DIR VOICE LANG [--wavs DIR] [--threads N] "
               "[--rate R] [--plan 1] [--tokens FILE] < sentences\n");
    return 2;
  }
  const auto begin = wall_seconds();
  const auto readers = open_readers(*arguments);
  if (!readers) return fail(readers.error());
  auto synthesiser = open(*arguments, *readers);
  if (!synthesiser) return fail(synthesiser.error());
  std::ofstream tokens;
  if (!arguments->tokens.empty()) tokens.open(arguments->tokens);
  Costs costs;
  std::size_t sentences = 0;
  for (std::string line; std::getline(std::cin, line); ++sentences) {
    const auto spoken = speak(**synthesiser, *arguments, line);
    if (!spoken) return fail(spoken.error());
    if (!arguments->wavs.empty()) {
      write_wav(fmt::format("{}/{:03}.wav", arguments->wavs, sentences), spoken->speech);
    }
    if (tokens.is_open()) write_tokens(tokens, *arguments, *readers, line);
    if (sentences > 0) {
      costs.samples += spoken->speech.size();
      costs.first_audio_s.push_back(spoken->first_audio_s);
      costs.late_s.push_back(spoken->late_s);
      continue;
    }
    costs.first_call_s = wall_seconds() - begin;
    costs.cpu = cpu_seconds();
    costs.wall = wall_seconds();
  }
  if (costs.samples == 0) {
    fmt::print(stderr, "bench_tts: give it at least two sentences\n");
    return 2;
  }
  costs.print();
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) { return dragoman::bench::run(argc, argv); }

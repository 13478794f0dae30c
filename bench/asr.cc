// bench_asr MODEL_DIR FILE.wav... [--language xx] [--beam n] [--pad s] [--window s]
//     [--batch n] [--english]
//
// Recognises whole files (16 kHz, mono, 16 bit, at most 28 s each) with the Whisper in MODEL_DIR, n
// of them in one request, and writes one line of JSON a file: its text, its length, and its share
// of the CPU seconds of its request. Loading and a first warm-up are left out.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/audio.h"
#include "core/language.h"
#include "cost.h"
#include "engines/ctranslate2/whisper_recogniser.h"
#include "json_text.h"

namespace dragoman::bench {
namespace {

template <class T>
T read_at(const std::string& bytes, std::size_t offset) {
  T value{};
  if (offset + sizeof(T) <= bytes.size()) std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

// The samples of a RIFF file of the one kind that is taken here.
std::optional<std::vector<float>> read_wav(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.compare(0, 4, "RIFF") != 0 || bytes.compare(8, 4, "WAVE") != 0) return std::nullopt;
  bool right_kind = false;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const auto name = std::string_view(bytes).substr(at, 4);
    const std::size_t size = read_at<std::uint32_t>(bytes, at + 4);
    if (name == "fmt ") {
      right_kind = read_at<std::uint16_t>(bytes, at + 8) == 1 &&
                   read_at<std::uint16_t>(bytes, at + 10) == 1 &&
                   read_at<std::uint32_t>(bytes, at + 12) == core::kListenRateHz &&
                   read_at<std::uint16_t>(bytes, at + 22) == 16;
    } else if (name == "data" && right_kind) {
      std::vector<float> samples(std::min(size, bytes.size() - at - 8) / 2);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = static_cast<float>(read_at<std::int16_t>(bytes, at + 8 + 2 * i)) / 32768.0F;
      }
      return samples;
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

struct Arguments {
  std::string model;
  std::vector<std::string> files;
  std::optional<core::Language> language;
  engines::ctranslate2::WhisperOptions options;
  std::size_t batch = 1;
  bool english = false;
};

template <class T>
bool parse_number(std::string_view word, T& number) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc{} && end == word.data() + word.size() && number >= 0;
}

std::optional<Arguments> parse(std::span<char*> words) {
  Arguments arguments;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--english") {
      arguments.english = true;
    } else if (!word.starts_with("--")) {
      if (arguments.model.empty()) {
        arguments.model = word;
      } else {
        arguments.files.emplace_back(word);
      }
    } else {
      if (++i == words.size()) return std::nullopt;
      const std::string_view value = words[i];
      bool right = false;
      if (word == "--language") {
        arguments.language = core::parse_language(value);
        right = arguments.language.has_value();
      } else if (word == "--beam") {
        right = parse_number(value, arguments.options.beam) && arguments.options.beam > 0;
      } else if (word == "--pad") {
        right = parse_number(value, arguments.options.padding_s);
      } else if (word == "--window") {
        right = parse_number(value, arguments.options.shortest_window_s);
      } else if (word == "--batch") {
        right = parse_number(value, arguments.batch) && arguments.batch > 0;
      }
      if (!right) return std::nullopt;
    }
  }
  if (arguments.files.empty()) return std::nullopt;
  return arguments;
}

int fail(const base::Error& error) {
  fmt::print(stderr, "bench_asr: {} {}\n", error.message, error.detail);
  return 1;
}

void report(const std::string& file, double audio_s, double cpu_s,
            const engines::Transcript& transcript) {
  fmt::print(
      R"({{"file":{},"language":"{}","probability":{:.3f},"audio_s":{:.3f},"cpu_s":{:.4f},"cpu_per_audio":{:.4f},"text":{})",
      quoted(file), core::code(transcript.language), transcript.language_probability, audio_s,
      cpu_s, cpu_s / audio_s, quoted(transcript.text));
  if (transcript.english) fmt::print(R"(,"english":{})", quoted(*transcript.english));
  fmt::print("}}\n");
}

int run(int argc, char** argv) {
  const auto arguments = parse({argv, static_cast<std::size_t>(argc)});
  if (!arguments) {
    fmt::print(stderr,
               "usage: bench_asr MODEL_DIR FILE.wav... [--language xx] [--beam n] [--pad s] "
               "[--window s] [--batch n] [--english]\n");
    return 2;
  }
  core::ModelFiles installed;
  installed.id = "whisper";
  installed.dir = arguments->model;
  installed.languages = core::LanguageSet::all();
  installed.to_english = core::LanguageSet::all();
  auto recognisers = engines::ctranslate2::open_whisper_recognisers(installed, arguments->options);
  if (!recognisers) return fail(recognisers.error());
  auto& recogniser = *recognisers->front();

  std::vector<engines::AsrRequest> requests;
  for (const auto& path : arguments->files) {
    auto samples = read_wav(path);
    if (!samples || samples->empty()) {
      fmt::print(stderr, "bench_asr: {} is no WAV file of 16 kHz, mono, 16 bit\n", path);
      return 1;
    }
    engines::AsrRequest request;
    request.samples = std::move(*samples);
    request.language = arguments->language;
    if (arguments->english) request.english_wanted = recogniser.to_english();
    requests.push_back(std::move(request));
  }
  (void)recogniser.recognise({requests.data(), 1});
  for (std::size_t begin = 0; begin < requests.size(); begin += arguments->batch) {
    const auto batch = std::span(requests).subspan(begin).first(
        std::min(arguments->batch, requests.size() - begin));
    double audio_s = 0;
    for (const auto& request : batch)
      audio_s += static_cast<double>(request.samples.size()) / core::kListenRateHz;
    const double cpu = cpu_seconds();
    const auto answers = recogniser.recognise(batch);
    const double cpu_s = cpu_seconds() - cpu;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i]) return fail(answers[i].error());
      const double length_s = static_cast<double>(batch[i].samples.size()) / core::kListenRateHz;
      report(arguments->files[begin + i], length_s, cpu_s * length_s / audio_s, *answers[i]);
    }
  }
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) { return dragoman::bench::run(argc, argv); }

// bench_speakers CLIP...
//
// How well pitch alone tells two people apart (pipeline/dub_speakers.h). Each clip is one person's;
// two of them take turns, in lines of three seconds. Prints a table by kinds of pairs: how many
// were told to be two people, and how many of the lines are their own speaker's (the better of the
// two ways to name two). Clips whose names are alike but for what stands behind the last '-' make
// no pair: they may be of one reader.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/audio.h"
#include "media/recording.h"
#include "pipeline/dub_speakers.h"

namespace dragoman::bench {
namespace {

constexpr double kLine_s = 3;
constexpr double kManBelow_hz = 160;

struct Clip {
  std::string set;
  double pitch_hz = 0;
  std::vector<pipeline::VoicePrint> lines;
};

base::Result<std::vector<float>> samples_of(const std::string& file) {
  auto recording =
      media::Recording::open(core::MediaPath{file}, core::MediaKind::kAudio, media::Limits{}, {});
  if (!recording) return recording.error();
  std::vector<float> samples;
  for (;;) {
    const auto block = (*recording)->next();
    if (!block) return block.error();
    if (!block->has_value()) return samples;
    samples.insert(samples.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
}

Clip clip_of(const std::string& file, std::span<const float> samples) {
  const auto name = std::filesystem::path(file).stem().string();
  Clip clip{name.substr(0, name.rfind('-')), pipeline::pitch_hz(samples), {}};
  constexpr auto kLine = static_cast<std::size_t>(kLine_s * core::kListenRateHz);
  for (; samples.size() >= kLine; samples = samples.subspan(kLine)) {
    clip.lines.push_back({pipeline::pitch_hz(samples.first(kLine)), kLine_s});
  }
  return clip;
}

double semitones_apart(const Clip& a, const Clip& b) {
  return std::abs(12 * std::log2(a.pitch_hz / b.pitch_hz));
}

std::string kind(const Clip& a, const Clip& b) {
  const double apart = semitones_apart(a, b);
  const int men = int{a.pitch_hz < kManBelow_hz} + int{b.pitch_hz < kManBelow_hz};
  constexpr std::array kWho{"two high voices", "a low and a high voice", "two low voices"};
  const char* distance = apart < 3 ? "0 to 3" : apart < 6 ? "3 to 6" : "6 or more";
  return fmt::format("{} | {}", kWho.at(static_cast<std::size_t>(men)), distance);
}

/// Of the pairs of one kind.
struct Score {
  int pairs = 0;
  int one = 0;
  int two = 0;
  std::size_t lines = 0;
  std::size_t right = 0;

  void add(const Clip& a, const Clip& b) {
    const std::array clips{&a, &b};
    std::vector<pipeline::VoicePrint> said;
    std::vector<std::size_t> who;
    for (std::size_t turn = 0; turn < std::max(a.lines.size(), b.lines.size()); ++turn) {
      for (std::size_t speaker = 0; speaker < clips.size(); ++speaker) {
        if (turn >= clips.at(speaker)->lines.size()) continue;
        said.push_back(clips.at(speaker)->lines[turn]);
        who.push_back(speaker);
      }
    }
    const auto told = pipeline::group_speakers(said);
    std::map<std::pair<std::size_t, int>, std::size_t> counts;
    for (std::size_t i = 0; i < told.size(); ++i) ++counts[{who[i], told[i]}];
    const int speakers = told.empty() ? 0 : *std::ranges::max_element(told) + 1;
    std::size_t best = 0;
    for (int first = 0; first < speakers; ++first) {
      best = std::max({best, counts[{0, first}], counts[{1, first}]});
      for (int second = 0; second < speakers; ++second) {
        if (first != second) best = std::max(best, counts[{0, first}] + counts[{1, second}]);
      }
    }
    ++pairs;
    one += int{speakers == 1};
    two += int{speakers == 2};
    lines += told.size();
    right += best;
  }
};

void print(const std::map<std::string, Score>& scores) {
  fmt::print(
      "| who | semitones apart | pairs | told to be one | two | more | lines | by the right "
      "speaker |\n");
  fmt::print("|---|---|---|---|---|---|---|---|\n");
  for (const auto& [name, score] : scores) {
    fmt::print("| {} | {} | {} | {} | {} | {} | {:.2f} |\n", name, score.pairs, score.one,
               score.two, score.pairs - score.one - score.two, score.lines,
               static_cast<double>(score.right) / static_cast<double>(score.lines));
  }
}

int run(std::span<char*> files) {
  std::vector<Clip> clips;
  int one = 0;
  for (const std::string file : files) {
    const auto samples = samples_of(file);
    if (!samples) {
      fmt::print(stderr, "{}: {}\n", file, samples.error().message);
      return 1;
    }
    auto clip = clip_of(file, *samples);
    if (clip.pitch_hz <= 0 || clip.lines.empty()) continue;
    one += int{std::ranges::max(pipeline::group_speakers(clip.lines)) == 0};
    clips.push_back(std::move(clip));
  }
  std::map<std::string, Score> scores;
  for (auto a = clips.begin(); a != clips.end(); ++a) {
    for (auto b = a + 1; b != clips.end(); ++b) {
      if (a->set != b->set) scores[kind(*a, *b)].add(*a, *b);
    }
  }
  print(scores);
  fmt::print("\nOf {} people alone {} were told to be one.\n", clips.size(), one);
  return 0;
}

}  // namespace
}  // namespace dragoman::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "bench_speakers CLIP CLIP...\n");
    return 2;
  }
  return dragoman::bench::run({argv + 1, static_cast<std::size_t>(argc - 1)});
}

// media_probe [--video] [--language CODE] [--memory] PATH|-|URL SAMPLES
// media_probe
//
// Opens a recording as the program does and says, a line each, what media/ found in it:
//
//   audio yes|no
//   video WIDTH HEIGHT FRAMES_PER_SECOND FRAMES      where there is a picture
//   duration SECONDS                                 where the container states one
//   error MESSAGE                                    of opening, or the one that ended reading
//   end
//
// SAMPLES is a file that takes the decoded sound: floats, mono, at 16 kHz. Without words, requests
// are read from standard input, a line each with tabs between the words.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "media/recording.h"

namespace dragoman {
namespace {

struct Request {
  std::string place;
  std::string samples_path;
  std::optional<core::Language> language;
  core::MediaKind kind = core::MediaKind::kAudio;
  bool memory = false;
};

std::optional<Request> parse(const std::vector<std::string>& words) {
  Request request;
  std::vector<std::string> places;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--memory") {
      request.memory = true;
    } else if (words[i] == "--video") {
      request.kind = core::MediaKind::kVideo;
    } else if (words[i] == "--language" && i + 1 < words.size()) {
      request.language = core::parse_language(words[++i]);
      if (!request.language) return std::nullopt;
    } else {
      places.push_back(words[i]);
    }
  }
  if (places.size() != 2) return std::nullopt;
  request.place = places[0];
  request.samples_path = places[1];
  return request;
}

core::MediaInput input_of(const Request& request) {
  if (request.place.starts_with("http://")) return core::MediaUrl{request.place};
  if (!request.memory) return core::MediaPath{request.place};
  std::ifstream file(request.place, std::ios::binary);
  return core::MediaBytes{std::make_shared<const std::string>(std::istreambuf_iterator(file),
                                                              std::istreambuf_iterator<char>())};
}

void print_info(const media::MediaInfo& info) {
  fmt::print("audio {}\n", info.has_audio ? "yes" : "no");
  if (info.video) {
    fmt::print("video {} {} {} {}\n", info.video->width, info.video->height,
               info.video->frames_per_second, info.video->frame_count);
  }
  if (info.duration) fmt::print("duration {}\n", info.duration->count());
}

/// All samples; prints the error that ended them, if one did.
std::vector<float> read_all(media::Recording& recording) {
  std::vector<float> samples;
  for (;;) {
    const auto block = recording.next();
    if (!block) fmt::print("error {}\n", block.error().message);
    if (!block || !*block) return samples;
    samples.insert(samples.end(), (*block)->samples.begin(), (*block)->samples.end());
  }
}

void probe(const Request& request) {
  media::Limits limits;
  limits.hosts.allow_private = true;  // the tests' own server
  std::vector<float> samples;
  const auto recording =
      media::Recording::open(input_of(request), request.kind, limits, {}, request.language);
  if (recording) {
    print_info((*recording)->info());
    samples = read_all(**recording);
  } else {
    fmt::print("error {}\n", recording.error().message);
  }
  std::ofstream file(request.samples_path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(samples.data()),
             static_cast<std::streamsize>(samples.size() * sizeof(float)));
  file.close();
  fmt::print("end\n");
  std::fflush(stdout);
}

bool answer(const std::vector<std::string>& words) {
  const auto request = parse(words);
  if (request) probe(*request);
  return request.has_value();
}

bool answer_lines() {
  for (std::string line; std::getline(std::cin, line);) {
    std::vector<std::string> words;
    std::istringstream rest(line);
    for (std::string word; std::getline(rest, word, '\t');) words.push_back(word);
    if (!answer(words)) return false;
  }
  return true;
}

}  // namespace
}  // namespace dragoman

int main(int count, char** words) {
  const bool understood =
      count == 1 ? dragoman::answer_lines() : dragoman::answer({words + 1, words + count});
  if (understood) return 0;
  fmt::print(stderr,
             "usage: media_probe [[--video] [--language CODE] [--memory] PATH|-|URL SAMPLES]\n");
  return 2;
}

// video_tokens < numbers          a line each: WIDTH HEIGHT FRAMES_PER_SECOND FRAMES
// video_tokens FILE ...           "-" is the standard input
//
// Writes a line each: for numbers the tokens of such a video, for a file the four numbers that we
// read from it and its tokens, or "error:" and why there are none.
#include <cstdint>
#include <iostream>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "media/frames.h"
#include "media/recording.h"

namespace dragoman {
namespace {

std::string tokens_of(const media::VideoInfo& video) {
  const auto tokens = media::video_tokens(video);
  return tokens ? fmt::format("{}", *tokens) : "error: " + tokens.error().message;
}

std::string count_numbers(const std::string& line) {
  media::VideoInfo video;
  std::istringstream numbers(line);
  numbers >> video.width >> video.height >> video.frames_per_second >> video.frame_count;
  return numbers ? tokens_of(video) : "error: not four numbers";
}

std::string count_file(std::string path) {
  const auto recording = media::Recording::open(core::MediaPath{std::move(path)},
                                                core::MediaKind::kVideo, media::Limits{}, {});
  if (!recording) return "error: " + recording.error().message;
  const auto& video = (*recording)->info().video;
  if (!video) return "error: no picture";
  return fmt::format("{} {} {} {} {}", video->width, video->height, video->frames_per_second,
                     video->frame_count, tokens_of(*video));
}

}  // namespace
}  // namespace dragoman

int main(int argc, char** argv) {
  const std::span files(argv + 1, static_cast<std::size_t>(argc - 1));
  for (const char* file : files) fmt::print("{}\n", dragoman::count_file(file));
  if (!files.empty()) return 0;
  for (std::string line; std::getline(std::cin, line);)
    fmt::print("{}\n", dragoman::count_numbers(line));
  return 0;
}

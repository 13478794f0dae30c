#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dragoman::media::testing {

/// A tone of 440 Hz in every channel.
struct Sound {
  std::string coder = "pcm_s16le";  ///< An encoder of FFmpeg's.
  int rate_hz = 16000;
  int channels = 1;
  double seconds = 1;
  double start_s = 0;      ///< When it begins, on the container's clock.
  double pause_at_s = -1;  ///< Where the clock jumps (in seconds of sound) ...
  double pause_s = 0;      ///< ... and how far.
  double amplitude = 0.5;
  std::string language = {};  ///< As containers write it: "eng". May be empty.
};

/// Grey frames.
struct Picture {
  std::string coder = "mpeg4";
  int width = 64;
  int height = 48;
  int frames_per_second = 25;
  int frames = 25;
  int key_frame_every = 12;
  /// How bright a pixel is (0 to 255); empty: all alike.
  std::function<std::uint8_t(int frame, int x, int y)> brightness = {};
};

/// Makes a file in memory with FFmpeg's encoders and muxers, a track for each sound. `options` are
/// the muxer's: "movflags=faststart". Throws std::runtime_error with FFmpeg's reason.
[[nodiscard]] std::string make_media(const std::string& container, const std::vector<Sound>& sounds,
                                     const std::optional<Picture>& picture = std::nullopt,
                                     const std::string& options = "");
[[nodiscard]] std::string make_media(const std::string& container,
                                     const std::optional<Sound>& sound,
                                     const std::optional<Picture>& picture = std::nullopt,
                                     const std::string& options = "");

}  // namespace dragoman::media::testing

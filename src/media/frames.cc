#include "media/frames.h"

#include <algorithm>
#include <cmath>

namespace dragoman::media {

namespace {

// The names and values of the guide's script.
constexpr std::int64_t kFrameFactor = 2;
constexpr int kImageFactor = 32;
constexpr double kMaxRatio = 200;
constexpr double kMinPixels = 128.0 * kImageFactor * kImageFactor;
constexpr double kMaxPixels = 768.0 * kImageFactor * kImageFactor;
constexpr double kTotalPixels = 16384.0 * kImageFactor * kImageFactor;
constexpr double kFps = 2;
constexpr double kMinFrames = 4;
constexpr std::int64_t kMaxFrames = 128;

base::Error unusable(const char* why) { return {base::ErrorKind::kInvalidArgument, why, ""}; }

// std::nearbyint rounds halves to even, as Python's round does.
double round_by_factor(double side) { return std::nearbyint(side / kImageFactor) * kImageFactor; }
double ceil_by_factor(double side) { return std::ceil(side / kImageFactor) * kImageFactor; }
double floor_by_factor(double side) { return std::floor(side / kImageFactor) * kImageFactor; }

std::int64_t smart_frames(const VideoInfo& video) {
  const auto stated = static_cast<double>(video.frame_count);
  const auto most =
      static_cast<double>(std::min(kMaxFrames, video.frame_count) / kFrameFactor * kFrameFactor);
  const double duration = stated / video.frames_per_second;
  const double whole = std::trunc(duration);
  const double counted_seconds = duration - whole > 1 / kFps ? duration : whole;
  const double total = std::ceil(counted_seconds * video.frames_per_second);
  const double wanted = total / video.frames_per_second * kFps;
  const double frames = std::trunc(std::min(std::min(std::max(wanted, kMinFrames), most), total));
  const bool enough = frames >= static_cast<double>(kFrameFactor);
  return enough ? static_cast<std::int64_t>(frames) : 0;
}

void smart_resize(const VideoInfo& video, VideoSampling& sampling) {
  const auto frames = static_cast<double>(sampling.frames);
  const double max_pixels =
      std::max(std::min(kMaxPixels, kTotalPixels / frames * static_cast<double>(kFrameFactor)),
               std::trunc(kMinPixels * 1.05));
  const double height = video.height;
  const double width = video.width;
  double new_height = std::max<double>(kImageFactor, round_by_factor(height));
  double new_width = std::max<double>(kImageFactor, round_by_factor(width));
  if (new_height * new_width > max_pixels) {
    const double beta = std::sqrt(height * width / max_pixels);
    new_height = floor_by_factor(height / beta);
    new_width = floor_by_factor(width / beta);
  } else if (new_height * new_width < kMinPixels) {
    const double beta = std::sqrt(kMinPixels / (height * width));
    new_height = ceil_by_factor(height * beta);
    new_width = ceil_by_factor(width * beta);
  }
  sampling.height = static_cast<int>(new_height);
  sampling.width = static_cast<int>(new_width);
}

}  // namespace

base::Result<VideoSampling> sample_video(const VideoInfo& video) {
  if (video.width <= 0 || video.height <= 0)
    return unusable("The video file states no picture size.");
  const auto [small, large] = std::minmax(video.width, video.height);
  if (static_cast<double>(large) / small > kMaxRatio) {
    return unusable("The video file's aspect ratio exceeds 200.");
  }
  if (!std::isfinite(video.frames_per_second) || video.frames_per_second <= 0) {
    return unusable("The video file states no frame rate.");
  }
  VideoSampling sampling;
  sampling.frames = smart_frames(video);
  if (sampling.frames == 0) return unusable("The video file is too short.");
  smart_resize(video, sampling);
  return sampling;
}

base::Result<std::int64_t> video_tokens(const VideoInfo& video) {
  const auto sampling = sample_video(video);
  if (!sampling) return sampling.error();
  const auto pairs = (sampling->frames + kFrameFactor - 1) / kFrameFactor;
  return pairs * (sampling->height / kImageFactor) * (sampling->width / kImageFactor) + 2;
}

}  // namespace dragoman::media

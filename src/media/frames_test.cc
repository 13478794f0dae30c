#include "media/frames.h"

#include <climits>
#include <cmath>

#include <gtest/gtest.h>

namespace dragoman::media {
namespace {

struct Case {
  VideoInfo video;
  VideoSampling sampling;
  std::int64_t tokens;
};

constexpr double kNtsc = 30000.0 / 1001;

const Case kCases[] = {
    {{1280, 720, 30, 300}, {20, 1152, 640}, 7202},
    {{1920, 1080, 30, 1800}, {120, 704, 384}, 15842},
    {{1920, 1080, 30, 4500}, {128, 672, 384}, 16130},
    {{320, 240, 25, 50}, {4, 448, 320}, 282},
    {{640, 480, 25, 75}, {6, 640, 480}, 902},
    {{1280, 720, 25, 37}, {4, 1152, 640}, 1442},
    {{720, 1280, 30, 105}, {6, 640, 1152}, 2162},
    {{960, 540, kNtsc, 152}, {10, 960, 544}, 2552},
    // A fraction of exactly half a second does not count, more does.
    {{1280, 720, 30, 195}, {12, 1152, 640}, 4322},
    {{1280, 720, 30, 196}, {13, 1152, 640}, 5042},
    // Halves of 32 pixels round to even: 48 / 32 to 2, 80 / 32 to 2.
    {{48, 80, 25, 50}, {4, 288, 480}, 272},
    {{16, 16, 25, 100}, {8, 384, 384}, 578},
    {{80, 2000, 30, 300}, {20, 96, 1824}, 1712},
    {{4000, 20, 25, 50}, {4, 5120, 32}, 322},
    // Less than four frames: what there is, in twos.
    {{640, 360, 2, 5}, {4, 640, 352}, 442},
    {{640, 360, 2, 3}, {2, 640, 352}, 222},
    {{1280, 720, 30, 16}, {4, 1152, 640}, 1442},
    {{1280, 720, 29.97, 59}, {4, 1152, 640}, 1442},
    // Far more than any camera gives.
    {{1 << 30, 1 << 30, 30, std::int64_t{1} << 60}, {128, 512, 512}, 16386},
    {{INT_MAX, INT_MAX, 30, 300}, {20, 864, 864}, 7292},
    {{1920, 1080, 23.976, 200'000}, {128, 672, 384}, 16130},
};

TEST(VideoTokens, AreThoseOfTheGuidesScript) {
  for (const auto& [video, expected, tokens] : kCases) {
    SCOPED_TRACE(testing::Message() << video.width << "x" << video.height << ", "
                                    << video.frame_count << " at " << video.frames_per_second);
    const auto sampling = sample_video(video);
    ASSERT_TRUE(sampling.ok()) << sampling.error().message;
    EXPECT_EQ(sampling->frames, expected.frames);
    EXPECT_EQ(sampling->width, expected.width);
    EXPECT_EQ(sampling->height, expected.height);
    EXPECT_EQ(*video_tokens(video), tokens);
  }
}

TEST(VideoTokens, TooFewFramesAreAnError) {
  for (const VideoInfo& video :
       {VideoInfo{1280, 720, 30, 0}, VideoInfo{1280, 720, 30, 1}, VideoInfo{1280, 720, 30, 15},
        VideoInfo{100, 100, 1000, 7}, VideoInfo{1280, 720, 30, -5}}) {
    EXPECT_EQ(video_tokens(video).error().message, "The video file is too short.");
    EXPECT_EQ(video_tokens(video).error().kind, base::ErrorKind::kInvalidArgument);
  }
}

TEST(VideoTokens, AnAspectRatioAbove200IsAnError) {
  EXPECT_TRUE(video_tokens({4000, 20, 25, 50}).ok());
  EXPECT_TRUE(video_tokens({20, 4000, 25, 50}).ok());
  EXPECT_NE(video_tokens({4001, 20, 25, 50}).error().message.find("exceeds 200"),
            std::string::npos);
  EXPECT_NE(video_tokens({20, 4001, 25, 50}).error().message.find("exceeds 200"),
            std::string::npos);
}

TEST(VideoTokens, NonsenseIsAnError) {
  for (const double rate : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_FALSE(video_tokens({1280, 720, rate, 300}).ok()) << rate;
  }
  EXPECT_FALSE(video_tokens({0, 720, 30, 300}).ok());
  EXPECT_FALSE(video_tokens({1280, -720, 30, 300}).ok());
}

}  // namespace
}  // namespace dragoman::media

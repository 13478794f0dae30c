// Every recording of the evaluation set opens, and what it says of itself is what comes out.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <gtest/gtest.h>

#include "media/frames.h"
#include "media/recording.h"
#include "media/testing/listen.h"

namespace dragoman::media {
namespace {

namespace fs = std::filesystem;

class RecordingEval : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("DRAGOMAN_EVAL_DIR");
    folder_ = folder == nullptr ? "" : folder;
    if (fs::is_directory(folder_)) return;
    const char* ci = std::getenv("CI");
    ASSERT_NE(std::string(ci == nullptr ? "" : ci), "true") << "no recordings in " << folder_;
    std::cerr << "*** SKIPPED: no evaluation recordings in " << folder_
              << "; set DRAGOMAN_EVAL_DIR ***\n";
    GTEST_SKIP();
  }
  fs::path folder_;
};

TEST_F(RecordingEval, AllSpeechOpens) {
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "speech")) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const auto heard = testing::listen(core::MediaPath{entry.path().string()});
    ASSERT_FALSE(heard.error) << entry.path() << ": " << heard.error->message;
    EXPECT_TRUE(heard.info.has_audio) << entry.path();
    EXPECT_FALSE(heard.info.video) << entry.path();
    ASSERT_TRUE(heard.info.duration) << entry.path();
    EXPECT_NEAR(heard.seconds(), heard.info.duration->count(), 0.1) << entry.path();
    EXPECT_TRUE(heard.gapless) << entry.path();
    EXPECT_GT(heard.level(0, heard.seconds()), 0.0001) << entry.path();
  }
  EXPECT_GE(files, 40);
}

TEST_F(RecordingEval, FlowerHasASilentSoundTrack) {
  const auto heard = testing::listen(core::MediaPath{(folder_ / "video/flower.webm").string()}, {},
                                     core::MediaKind::kVideo);
  ASSERT_FALSE(heard.error) << heard.error->message;
  ASSERT_TRUE(heard.info.video);
  EXPECT_EQ(heard.info.video->width, 960);
  EXPECT_EQ(heard.info.video->height, 540);
  EXPECT_EQ(heard.info.video->frame_count, 152);
  EXPECT_EQ(*video_tokens(*heard.info.video), 2552);
  EXPECT_TRUE(heard.info.has_audio);
  EXPECT_NEAR(heard.seconds(), 5.06, 0.05);
  EXPECT_LT(heard.level(0, 5), 0.0001);
}

TEST_F(RecordingEval, FridayHasSoundAndPicture) {
  const auto heard = testing::listen(core::MediaPath{(folder_ / "video/friday.mp4").string()}, {},
                                     core::MediaKind::kVideo);
  ASSERT_FALSE(heard.error) << heard.error->message;
  ASSERT_TRUE(heard.info.video);
  EXPECT_EQ(heard.info.video->frame_count, 185);
  EXPECT_EQ(*video_tokens(*heard.info.video), 1802);
  EXPECT_NEAR(heard.seconds(), 6.15, 0.05);
  EXPECT_GT(heard.level(0, 6), 0.01);
}

}  // namespace
}  // namespace dragoman::media

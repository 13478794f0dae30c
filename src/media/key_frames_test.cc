// What is seen in recordings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/recording.h"
#include "media/testing/listen.h"
#include "media/testing/make_media.h"

namespace dragoman::media {
namespace {

using testing::bytes_of;
using testing::make_media;

/// A film of four seconds whose left half changes its brightness at 2 s.
testing::Picture film() {
  testing::Picture picture{.width = 320, .height = 192, .frames = 100, .key_frame_every = 25};
  picture.brightness = [](int frame, int x, int) -> std::uint8_t {
    return x < 160 && frame >= 50 ? 235 : 16;
  };
  return picture;
}

struct Seen {
  bool any = false;
  std::vector<core::Picture> pictures;
  std::vector<core::Seconds> unchanged;  // when nothing else was to be seen than before
  PictureCost cost;
};

Seen look(const std::string& file, Limits limits = {}) {
  limits.pictures = true;
  const auto recording = Recording::open(bytes_of(file), core::MediaKind::kVideo, limits, {});
  if (!recording) return {};
  const auto pictures = (*recording)->pictures();
  Seen seen{.any = pictures != nullptr, .pictures = {}, .unchanged = {}, .cost = {}};
  while (true) {
    const auto block = (*recording)->next();
    if (!block || !*block) break;
  }
  while (pictures) {
    auto picture = pictures->next({});
    if (!picture) break;
    if (picture->empty()) {
      seen.unchanged.push_back(picture->at);
    } else {
      seen.pictures.push_back(*std::move(picture));
    }
  }
  if (pictures) seen.cost = pictures->cost();
  return seen;
}

TEST(KeyFrames, GiveWhatDiffersAndWhenItIsSeen) {
  for (const auto* container : {"mp4", "matroska", "mpegts", "avi"}) {
    const auto* sound = std::string_view(container) == "mpegts" ? "mp2" : "aac";
    auto coder = film();
    if (std::string_view(container) == "mpegts") coder.coder = "mpeg2video";
    const auto seen =
        look(make_media(container, testing::Sound{.coder = sound, .seconds = 4}, coder));
    ASSERT_TRUE(seen.any) << container;
    ASSERT_EQ(seen.pictures.size(), 2U) << container;
    ASSERT_EQ(seen.unchanged.size(), 2U) << container;
    EXPECT_NEAR(seen.unchanged[0].count(), 1, 0.1) << container;
    EXPECT_NEAR(seen.unchanged[1].count(), 3, 0.1) << container;
    EXPECT_EQ(seen.cost.decoded, 4) << container;
    EXPECT_GT(seen.cost.cpu.count(), 0);
    const auto& second = seen.pictures[1];
    EXPECT_NEAR(seen.pictures[0].at.count(), 0, 0.1) << container;
    EXPECT_NEAR(second.at.count(), 2, 0.1) << container;
    ASSERT_EQ(second.width, 320);
    ASSERT_EQ(second.rgb.size(), 320U * 192 * 3);
    EXPECT_GT(second.rgb[3 * (90 * 320 + 40)], 200) << container;
    EXPECT_LT(second.rgb[3 * (90 * 320 + 280)], 50) << container;
  }
}

TEST(KeyFrames, AreAtMostTwoASecond) {
  auto picture = film();
  picture.key_frame_every = 1;
  const auto seen = look(make_media("matroska", testing::Sound{.seconds = 4}, picture));
  EXPECT_LE(seen.cost.decoded, 8);
  EXPECT_GE(seen.cost.decoded, 6);
}

TEST(KeyFrames, AreScaledDownToTheContractsPixels) {
  testing::Picture picture{.width = 1920, .height = 1080, .frames = 2};
  const auto seen = look(make_media("mp4", testing::Sound{.coder = "aac", .seconds = 1}, picture));
  ASSERT_EQ(seen.pictures.size(), 1U);
  EXPECT_LE(seen.pictures[0].width * seen.pictures[0].height, 768 * 32 * 32);
  EXPECT_NEAR(static_cast<double>(seen.pictures[0].width) / seen.pictures[0].height, 16.0 / 9,
              0.01);
}

TEST(KeyFrames, AreNoneWhereNobodyWantsThemOrThereIsNoPicture) {
  EXPECT_FALSE(look(make_media("wav", testing::Sound{})).any);
  const auto file = make_media("mp4", testing::Sound{.coder = "aac"}, film());
  const auto recording = Recording::open(bytes_of(file), core::MediaKind::kVideo, {}, {});
  ASSERT_TRUE(recording.ok());
  EXPECT_EQ((*recording)->pictures(), nullptr);
}

TEST(KeyFrames, DamageIsPassedOver) {
  auto file = make_media("matroska", testing::Sound{.seconds = 4}, film());
  for (std::size_t i = 2000; i < file.size(); i += 97) file[i] = static_cast<char>(file[i] ^ 0x5A);
  const auto seen = look(file);
  for (const auto& picture : seen.pictures) EXPECT_EQ(picture.rgb.size(), 320U * 192 * 3);
}

TEST(KeyFrames, AWaitEndsWithTheRecordingAndWithTheToken) {
  Limits limits;
  limits.pictures = true;
  const auto file = make_media("mp4", testing::Sound{.coder = "aac"}, film());
  auto recording = Recording::open(bytes_of(file), core::MediaKind::kVideo, limits, {});
  ASSERT_TRUE(recording.ok());
  const auto pictures = (*recording)->pictures();
  base::CancelSource cancelled;
  cancelled.cancel(base::CancelReason::kClientGone);
  EXPECT_FALSE(pictures->next(cancelled.token()));
  recording->reset();
  EXPECT_FALSE(pictures->next({}));
}

}  // namespace
}  // namespace dragoman::media

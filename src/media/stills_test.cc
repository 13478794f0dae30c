#include "media/stills.h"

#include <cstdint>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "media/testing/make_media.h"

namespace dragoman::media {
namespace {

constexpr std::int64_t kMaxPixels = 1 << 20;

std::string jpeg(std::uint8_t left, std::uint8_t right, int width = 320) {
  testing::Picture picture{.coder = "mjpeg", .width = width, .height = 240, .frames = 1};
  picture.brightness = [=](int, int x, int) { return x < width / 2 ? left : right; };
  return testing::make_media("mjpeg", std::optional<testing::Sound>(), picture);
}

TEST(Stills, GiveWhatWasShownInItsOrder) {
  const auto stills = Stills::open(kMaxPixels);
  ASSERT_NE(stills, nullptr);
  stills->show(jpeg(20, 220), core::Seconds(1));
  stills->show(jpeg(220, 20), core::Seconds(3));
  for (const double at : {1.0, 3.0}) {
    const auto picture = stills->next({});
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->at, core::Seconds(at));
    EXPECT_EQ(picture->width, 320);
    EXPECT_EQ(picture->height, 240);
    ASSERT_FALSE(picture->empty());
    EXPECT_EQ(picture->rgb.front() < 128, at < 2);
  }
  EXPECT_EQ(stills->cost().decoded, 2);
}

TEST(Stills, PassOverWhatComesTooSoonAndWhatDoesNotDecode) {
  const auto stills = Stills::open(kMaxPixels);
  const auto whole = jpeg(20, 220);
  stills->show(whole.substr(0, 100), core::Seconds(1));
  stills->show("\xFF\xD8\xFF and nothing that is a picture", core::Seconds(2));
  stills->show("", core::Seconds(3));
  stills->show(whole, core::Seconds(4));
  stills->show(jpeg(220, 20), core::Seconds(4.2));  // too soon
  stills->show(jpeg(20, 220), core::Seconds(5));    // the same once more
  const auto first = stills->next({});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->at, core::Seconds(4));
  const auto second = stills->next({});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->at, core::Seconds(5));
  EXPECT_TRUE(second->empty());
}

TEST(Stills, PassOverWhatIsTooLarge) {
  const auto stills = Stills::open(320 * 240);
  stills->show(jpeg(20, 220, 640), core::Seconds(1));
  stills->show(jpeg(20, 220), core::Seconds(2));
  const auto picture = stills->next({});
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->at, core::Seconds(2));
}

TEST(Stills, WaitingEndsWhenCancelled) {
  const auto stills = Stills::open(kMaxPixels);
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  EXPECT_FALSE(stills->next(gone.token()));
}

}  // namespace
}  // namespace dragoman::media

#include "engines/spoken_pieces.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/voice_test.h"

namespace dragoman::engines {
namespace {

constexpr int kRate = core::kSpeakRateHz;

SpeechRequest request(double rate, std::optional<double> duration_s = {}) {
  return {"", core::Language::kEnglish, "voice", rate, {}, duration_s};
}

// Ends in the middle of a syllable, which is the worst that a joint can meet.
SpokenPiece piece(double seconds, double pause_s, double spoken_at = 1.0) {
  return {made_up_voice(seconds + 0.1, 150, kRate), (seconds + 0.1) * spoken_at, pause_s};
}

double seconds_of(const Speech& speech) { return static_cast<double>(speech.size()) / kRate; }

TEST(JoinPieces, LastsAsLongAsTheRateSays) {
  for (const double rate : {0.5, 0.9, 1.0, 1.25, 2.0}) {
    for (const double spoken_at : {0.8, 1.0, 1.3}) {
      const auto speech =
          join_pieces({piece(1, 0.25, spoken_at), piece(2, 0, spoken_at)}, request(rate));
      ASSERT_TRUE(speech.ok());
      EXPECT_NEAR(seconds_of(*speech), (3.2 * spoken_at + 0.25) / rate, 0.001) << rate;
    }
  }
}

TEST(JoinPieces, LastsAsLongAsIsAsked) {
  for (const double wanted_s : {2.0, 3.2, 6.0}) {
    const auto speech = join_pieces({piece(1, 0), piece(2, 0)}, request(1.0, wanted_s));
    EXPECT_NEAR(seconds_of(speech.value()), wanted_s, 0.001);
  }
  EXPECT_NEAR(seconds_of(join_pieces({piece(3, 0)}, request(1.0, 0.5)).value()), 0.775, 0.001);
  EXPECT_NEAR(seconds_of(join_pieces({piece(3, 0)}, request(1.0, 60.0)).value()), 12.4, 0.001);
}

TEST(JoinPieces, JointsDoNotClick) {
  const auto speech =
      join_pieces({piece(1, 0.1), piece(1, 0), piece(1, 0.25), piece(1, 0)}, request(1.0)).value();
  const std::span all(speech);
  const auto body = all.subspan(kRate / 10, kRate / 2);  // inside the first piece
  const auto at = [](double seconds) { return static_cast<std::size_t>(seconds * kRate); };
  for (const double joint_s : {1.1, 1.2, 2.3, 3.4, 3.65}) {
    const auto joint = all.subspan(at(joint_s) - at(0.005), at(0.01));
    EXPECT_LT(largest_step(joint), largest_step(body)) << joint_s;
    EXPECT_LT(click_energy(joint), click_energy(body)) << joint_s;
  }
  EXPECT_EQ(speech.front(), 0.0F);
  EXPECT_EQ(speech.back(), 0.0F);
  EXPECT_TRUE(std::ranges::all_of(all.subspan(at(1.11), at(0.08)), [](float s) { return s == 0; }));
}

TEST(JoinPieces, NothingIsEmpty) {
  EXPECT_TRUE(join_pieces({}, request(1.0))->empty());
  EXPECT_TRUE(join_pieces({{{}, 0, 0.25}}, request(1.0, 2.0))->empty());
}

TEST(JoinPieces, RefusesWhatIsNoNumber) {
  auto broken = piece(1, 0);
  broken.samples[100] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(join_pieces({std::move(broken)}, request(1.0)).ok());
}

TEST(JoinPieces, ACancelEndsIt) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kClientGone);
  auto cancelled = request(1.0);
  cancelled.cancel = source.token();
  EXPECT_EQ(join_pieces({piece(1, 0)}, cancelled).error().kind, base::ErrorKind::kCancelled);
}

}  // namespace
}  // namespace dragoman::engines

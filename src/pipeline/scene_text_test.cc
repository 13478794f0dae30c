#include "pipeline/scene_text.h"

#include <thread>

#include <gmock/gmock.h>

#include "pipeline/scene_gate.h"

namespace dragoman::pipeline {
namespace {

using core::Seconds;
using testing::ElementsAre;
using testing::IsEmpty;

bool is_common(std::string_view word) { return word == "The" || word == "came" || word == "mask"; }

std::vector<std::string> words(const std::vector<text::ScreenName>& names) {
  std::vector<std::string> words;
  for (const auto& name : names) words.push_back(name.word);
  return words;
}

engines::TextLine line(const std::string& text, double confidence = 0.95) {
  return {.text = text, .confidence = confidence};
}

TEST(SceneText, NamesCountWhileTheyAreSeenAndALittleAround) {
  SceneText scene(is_common);
  scene.add(Seconds(0), {line("Kovalevskaya"), line("Doubtful", 0.6)});
  scene.add(Seconds(100), {line("Weierstrass"), line("Weierstrass")});
  scene.add(Seconds(200), {});
  EXPECT_THAT(words(scene.names_around({Seconds(50), Seconds(60)})), ElementsAre("Kovalevskaya"));
  EXPECT_THAT(words(scene.names_around({Seconds(105), Seconds(108)})),
              ElementsAre("Kovalevskaya", "Weierstrass"));
  EXPECT_THAT(words(scene.names_around({Seconds(150), Seconds(155)})), ElementsAre("Weierstrass"));
  EXPECT_THAT(words(scene.names_around({Seconds(300), Seconds(310)})), IsEmpty());
}

TEST(SceneText, IsWaitedForUntilItHasBeenLookedAt) {
  SceneText scene(is_common);
  base::CancelSource cancel;
  scene.look_up_to(Seconds(5));
  scene.wait_for(Seconds(5), cancel.token());
  std::jthread reader([&] {
    scene.add(Seconds(6), {line("Kovalevskaya")});
    scene.look_up_to(Seconds(6));
  });
  scene.wait_for(Seconds(6), cancel.token());
  EXPECT_THAT(words(scene.names_around({Seconds(5), Seconds(6)})), ElementsAre("Kovalevskaya"));
  std::jthread last([&] { scene.finish(); });
  scene.wait_for(Seconds(1000), cancel.token());
}

TEST(SceneText, NobodyWaitsOnceItIsCancelled) {
  SceneText scene(is_common);
  base::CancelSource cancel;
  std::jthread client([&] { cancel.cancel(base::CancelReason::kClientGone); });
  scene.wait_for(Seconds(1), cancel.token());
}

TEST(SceneText, WritesTheNameInTextAndWords) {
  engines::Transcript transcript;
  transcript.text = "Then (Kova Levskaja) came.";
  transcript.words = {{"Then", {Seconds(0), Seconds(1)}},
                      {"(Kova", {Seconds(1), Seconds(2)}},
                      {"Levskaja)", {Seconds(2), Seconds(3)}},
                      {"came.", {Seconds(3), Seconds(4)}}};
  const auto found =
      misheard_names(transcript, text::screen_names("Kovalevskaya", is_common), is_common);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(is_sure(found[0]));
  put_right(transcript, found[0]);
  EXPECT_EQ(transcript.text, "Then (Kovalevskaya) came.");
  ASSERT_EQ(transcript.words.size(), 3U);
  EXPECT_EQ(transcript.words[1], (core::Word{"(Kovalevskaya)", {Seconds(1), Seconds(3)}}));
}

TEST(SceneText, ASecondHearingIsBelievedWhereItHoldsTheName) {
  engines::Transcript first;
  first.text = "Then a cove of sky came.";
  const std::vector<FoundName> asked{{{}, text::screen_names("Kovalevskaya", is_common).front()}};
  auto second = first;
  EXPECT_FALSE(is_better(second, first, asked));
  second.text = "Then Kovalevskaya came.";
  EXPECT_TRUE(is_better(second, first, asked));
  second.text = "Kovalevskaya Kovalevskaya came.";
  EXPECT_FALSE(is_better(second, first, asked));
  second.text = "Kovalevskaya.";
  EXPECT_FALSE(is_better(second, first, asked));
  second.text = "Then Kovalevskaya came.";
  second.language = core::Language::kFrench;
  EXPECT_FALSE(is_better(second, first, asked));
}

core::Picture stripes(int step, int width) {
  core::Picture picture{320, 64, {}, {}};
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 320; ++x) {
      const bool ink = step > 0 && y >= 20 && y < 40 && x < width && x / step % 2 == 0;
      picture.rgb.insert(picture.rgb.end(), 3, ink ? 0 : 255);
    }
  }
  return picture;
}

TEST(SceneGate, StrokesInARowMayBeText) {
  EXPECT_FALSE(may_hold_text(stripes(0, 0)));
  EXPECT_TRUE(may_hold_text(stripes(3, 200)));
  EXPECT_FALSE(may_hold_text(stripes(3, 30)));    // too short
  EXPECT_FALSE(may_hold_text(stripes(64, 320)));  // no strokes, but stripes
  EXPECT_FALSE(may_hold_text({}));
}

TEST(ReadingPace, SlowsDownWhereThereIsNoText) {
  ReadingPace pace;
  int read = 0;
  for (int i = 0; i < 1200; ++i) {
    if (!pace.allows(Seconds(i * 0.5))) continue;
    ++read;
    pace.found_none();
  }
  EXPECT_LE(read, 5 + 600 / 30);
  EXPECT_GE(read, 20);
}

TEST(ReadingPace, IsBounded) {
  ReadingPace pace;
  int read = 0;
  for (int i = 0; i < 1200; ++i) read += pace.allows(Seconds(i * 0.5)) ? 1 : 0;
  EXPECT_EQ(read, ReadingPace::kMost);
}

}  // namespace
}  // namespace dragoman::pipeline

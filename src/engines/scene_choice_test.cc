#include "engines/scene_choice.h"

#include <vector>

#include <gtest/gtest.h>

namespace dragoman::engines {
namespace {

std::optional<std::size_t> choose(std::string_view own, const std::vector<MtCandidate>& others,
                                  std::string_view note) {
  return choose_by_scene(own, others, {std::string(note), std::string(everyday_english())});
}

constexpr std::string_view kLawyer = "The lawyer is ripe.";
const std::vector<MtCandidate> kAvocado{{"The attorney is ripe.", 0.4},
                                        {"The avocado is ripe.", 1.2}};

TEST(SceneChoice, FollowsWhatIsSeen) {
  EXPECT_EQ(choose(kLawyer, kAvocado, "A hand cuts two avocados in a kitchen."), 1U);
  EXPECT_EQ(choose(kLawyer, kAvocado, "An attorney speaks in a courtroom."), 0U);
}

TEST(SceneChoice, LetsTheTranslatorsOwnStandOtherwise) {
  EXPECT_EQ(choose(kLawyer, kAvocado, "A lawyer speaks in a courtroom."), std::nullopt);
  EXPECT_EQ(choose(kLawyer, kAvocado, "A blue car in the rain."), std::nullopt);
  EXPECT_EQ(choose(kLawyer, kAvocado, ""), std::nullopt);
  EXPECT_EQ(choose(kLawyer, {}, "An avocado."), std::nullopt);
  // Both at once: the note does not tell them apart.
  EXPECT_EQ(choose(kLawyer, kAvocado, "A lawyer holds an avocado."), std::nullopt);
}

TEST(SceneChoice, HeedsNoEverydayWords) {
  const std::vector<MtCandidate> other{{"They look at this picture with him.", 0.1}};
  EXPECT_EQ(choose("We saw it.", other, "Some people look at a picture with something."),
            std::nullopt);
}

TEST(SceneChoice, WeighsNothingThatIsFarLessLikely) {
  EXPECT_EQ(choose(kLawyer, {{"The avocado is ripe.", kMostMargin + 0.1}}, "An avocado."),
            std::nullopt);
}

TEST(SceneChoice, PrefersTheLikelierOfTwoAlike) {
  EXPECT_EQ(choose(kLawyer, {{"The avocado was ripe.", 2.0}, {"An avocado is ripe.", 1.0}},
                   "An avocado."),
            1U);
}

TEST(SceneChoice, KnowsAWordInSomeForms) {
  EXPECT_EQ(choose("x", {{"as máscaras", 1}}, "uma máscara"), 0U);
  EXPECT_EQ(choose("x", {{"the bank", 1}}, "the banks"), 0U);
  EXPECT_EQ(choose("x", {{"the bank", 1}}, "a band plays"), std::nullopt);
  EXPECT_EQ(choose("x", {{"um abacaxi", 1}}, "um abacate"), std::nullopt);
  EXPECT_EQ(choose("x", {{"그는 마스크를 썼다", 1}}, "마스크 쓴 남자"), 0U);
}

TEST(SceneChoice, ReadsScriptsWithoutSpaces) {
  const std::vector<MtCandidate> chinese{{"她戴上了口罩。", 1.5}};
  EXPECT_EQ(choose("她戴上了面具。", chinese, "一位医生戴着口罩"), 0U);
  EXPECT_EQ(choose("她戴上了面具。", chinese, "舞会上的人戴着面具"), std::nullopt);
}

}  // namespace
}  // namespace dragoman::engines

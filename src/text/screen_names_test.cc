#include "text/screen_names.h"

#include <gmock/gmock.h>

#include "text/likeness.h"

namespace dragoman::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool is_common(std::string_view word) {
  for (const auto* common :
       {"The", "the", "Results", "meeting", "met", "in", "a", "bomber", "you"}) {
    if (word == common) return true;
  }
  return false;
}

std::vector<std::string> names_of(std::string_view line) {
  std::vector<std::string> words;
  for (const auto& name : screen_names(line, is_common)) {
    if (!name.joined) words.push_back(name.word);
  }
  return words;
}

TEST(Likeness, OneSoundHasOneSpelling) {
  EXPECT_EQ(sound_key("Philipp"), sound_key("Filip"));
  EXPECT_EQ(sound_key("Ковалевская"), sound_key("Kovalevskaa"));
  EXPECT_EQ(sound_key("Ángström"), "angstrom");
  EXPECT_EQ(sound_key("Ygritte"), sound_key("Igrit"));
  EXPECT_EQ(sound_key("Xining"), sound_key("Sining"));
  EXPECT_NE(sound_key("Kante"), sound_key("Kant"));  // too short to tell
  EXPECT_EQ(sound_key("—"), "");
}

TEST(Likeness, CountsWhatDiffers) {
  EXPECT_EQ(likeness("abc", "abc"), 1);
  EXPECT_EQ(likeness("", "abc"), 0);
  EXPECT_LT(likeness("kkkk", "tttt"), 0.1);
  EXPECT_GT(likeness(sound_key("Kovalevskaya"), sound_key("Kovaleskaia")), 0.85);
  EXPECT_GT(likeness("bat", "pat"), likeness("bat", "mat"));
}

TEST(ScreenNames, AreCapitalisedOrLongOrOdd) {
  EXPECT_THAT(names_of("The Results: Sofia Kovalevskaya, met H5N1 and photolithography on A380s"),
              ElementsAre("Sofia", "Kovalevskaya", "H5N1", "photolithography", "A380s"));
  EXPECT_THAT(names_of("KOVALEVSKAYA, NATO"), ElementsAre("Kovalevskaya", "NATO"));
  EXPECT_THAT(names_of("東京 12:30 — 5 %"), IsEmpty());
  EXPECT_THAT(names_of("\xff\xfe"), IsEmpty());
}

TEST(ScreenNames, KnowTheirNeighbours) {
  const auto names = screen_names("Sofia Kovalevskaya, Weierstrass", is_common);
  ASSERT_EQ(names.size(), 4U);
  EXPECT_EQ(names[3].word, "Sofia Kovalevskaya");
  EXPECT_TRUE(names[3].joined);
  EXPECT_EQ(names[1].phrase, "Sofia Kovalevskaya");
  EXPECT_EQ(names[2].phrase, "Weierstrass");
}

TEST(Mishearings, AreWordsThatSoundAlike) {
  const auto names = screen_names("Kovalevskaya", is_common);
  const std::string heard = "In Stockholm Kova Levskaya met a bomber you.";
  const auto found = find_mishearings(heard, names, is_common);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(heard.substr(found[0].place.begin, found[0].place.end - found[0].place.begin),
            "Kova Levskaya");
  EXPECT_EQ(found[0].name, 0U);
  EXPECT_FALSE(found[0].is_common);
  EXPECT_GT(found[0].likeness, 0.9);
}

TEST(Mishearings, AreNoneWhereTheNameIsHeardOrAnEndingDiffers) {
  const auto names = screen_names("Berliner Zagreb", is_common);
  EXPECT_THAT(find_mishearings("From zagreb to Berlin.", names, is_common), IsEmpty());
  EXPECT_THAT(find_mishearings("", names, is_common), IsEmpty());
}

TEST(Mishearings, CommonWordsMustBeMoreAlike) {
  const auto names = screen_names("Meating", is_common);
  EXPECT_EQ(find_mishearings("A meeting.", names, is_common).size(), 1U);
  EXPECT_THAT(find_mishearings("A meeting.", screen_names("Meerting", is_common), is_common).size(),
              testing::Le(1U));
  EXPECT_THAT(find_mishearings("The meeting", screen_names("Mandarin", is_common), is_common),
              IsEmpty());
}

std::string corrected(std::string heard, std::string_view line) {
  const auto names = screen_names(line, is_common);
  auto found = find_mishearings(heard, names, is_common);
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    heard.replace(one->place.begin, one->place.end - one->place.begin, names[one->name].word);
  }
  return heard;
}

TEST(Mishearings, NamesSideBySideMayBeCutElsewhere) {
  EXPECT_EQ(corrected("the body of Serojibal Subramanian in", "Saroja Balasubramanian"),
            "the body of Saroja Balasubramanian in");
  EXPECT_EQ(corrected("met Chandrashek Arsalankis in", "Chandra Shekhar Solanki"),
            "met Chandra Shekhar Solanki in");
}

TEST(Mishearings, NamesOfDifferentLinesMayRunTogether) {
  auto names = screen_names("Recep", is_common);
  for (const auto* const line : {"Siminoff", "Tayyip"}) {
    for (auto& name : screen_names(line, is_common)) names.push_back(name);
  }
  const std::string heard = "o presidente Receptai foi";
  const auto all = with_pairs(names, heard);
  EXPECT_EQ(all.size(), 9U);
  const auto found = find_mishearings(heard, all, is_common);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(all[found[0].name].word, "Recep Tayyip");
  EXPECT_EQ(with_pairs(names, "Recep said").size(), 5U);
  EXPECT_EQ(with_pairs(std::vector<ScreenName>(kMostPaired + 1, names[0]), heard).size(),
            kMostPaired + 1);
}

TEST(Mishearings, AFirstNameDoesNotCarryAnotherSurname) {
  EXPECT_EQ(corrected("Alasdair Beckett met", "Alasdair Lamont"), "Alasdair Beckett met");
  EXPECT_EQ(corrected("a Balasubramanian met", "Saroja Balasubramanian"), "a Balasubramanian met");
}

TEST(Mishearings, WhatIsAddedToANameStays) {
  EXPECT_EQ(corrected("in Levskaja's a", "Levskaya"), "in Levskaya's a");
}

TEST(Mishearings, DoNotReachAcrossPunctuation) {
  const auto names = screen_names("Kovalevskaya", is_common);
  for (const auto& one : find_mishearings("Kova, levskaya", names, is_common)) {
    EXPECT_GE(one.place.begin, 6U);
  }
}

}  // namespace
}  // namespace dragoman::text

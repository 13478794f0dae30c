#include "pipeline/routes.h"

#include <gtest/gtest.h>

namespace dragoman::pipeline {
namespace {

using core::Language;
constexpr auto kEn = Language::kEnglish;
constexpr auto kPt = Language::kPortuguese;
constexpr auto kFr = Language::kFrench;
constexpr auto kDe = Language::kGerman;
constexpr auto kZh = Language::kChinese;
constexpr auto kYue = Language::kCantonese;

RouteTable table() {
  core::LanguageSet heard{kEn, kPt, kFr, kDe, kZh};
  core::LanguageSet to_english{kPt, kFr, kDe};
  return {heard, to_english, {{kEn, kPt}, {kPt, kEn}, {kZh, kEn}}};
}

TEST(RouteTable, OneStudentComesFirst) {
  const auto route = table().find(kPt, kEn);
  ASSERT_TRUE(route);
  EXPECT_FALSE(route->through_recogniser_english);
  EXPECT_EQ(route->steps, (std::vector<engines::Direction>{{kPt, kEn}}));
}

TEST(RouteTable, TwoStudentsThroughEnglish) {
  EXPECT_EQ(table().find(kZh, kPt)->steps,
            (std::vector<engines::Direction>{{kZh, kEn}, {kEn, kPt}}));
}

TEST(RouteTable, TheRecognisersEnglishWhereNoStudentFits) {
  const auto to_english = table().find(kFr, kEn);
  ASSERT_TRUE(to_english);
  EXPECT_TRUE(to_english->through_recogniser_english);
  EXPECT_TRUE(to_english->steps.empty());
  const auto further = table().find(kFr, kPt);
  ASSERT_TRUE(further);
  EXPECT_TRUE(further->through_recogniser_english);
  EXPECT_EQ(further->steps, (std::vector<engines::Direction>{{kEn, kPt}}));
}

TEST(RouteTable, TheSameLanguagePassesThrough) {
  const auto route = table().find(kDe, kDe);
  ASSERT_TRUE(route);
  EXPECT_TRUE(route->steps.empty());
  EXPECT_FALSE(route->through_recogniser_english);
}

TEST(RouteTable, WhatNothingCoversIsRefused) {
  EXPECT_FALSE(table().find(kEn, kFr));
  EXPECT_FALSE(table().find(kYue, kEn));
  EXPECT_FALSE(table().find(kYue, kYue));
  EXPECT_FALSE(RouteTable().find(kEn, kPt));
}

TEST(RouteTable, SourcesLeaveTheTargetOut) {
  EXPECT_EQ(table().sources_of(kEn), (core::LanguageSet{kPt, kFr, kDe, kZh}));
  EXPECT_TRUE(table().sources_of(kFr).empty());
}

TEST(DescribeRoute, NamesTheSteps) {
  EXPECT_EQ(describe(*table().find(kFr, kPt), kFr), "fr -> en (recogniser) -> pt (student)");
}

TEST(RouteTable, TheGistComesLastAndAloneAndIsLabelled) {
  const auto kEs = Language::kSpanish;
  const RouteTable routes({kEn, kPt, kFr, kEs}, {kFr}, {{kEn, kPt}, {kPt, kEn}},
                          {{kEn, kFr}, {kFr, kEn}, {kEn, kPt}, {kEs, kEn}});
  const auto gist = routes.find(kEn, kFr);
  ASSERT_TRUE(gist);
  EXPECT_TRUE(gist->gist);
  EXPECT_EQ(describe(*gist, kEn), "en -> fr (gist)");
  EXPECT_EQ(describe(*routes.find(kEs, kEn), kEs), "es -> en (gist)");
  EXPECT_EQ(describe(*routes.find(kEn, kPt), kEn), "en -> pt (student)");
  EXPECT_EQ(describe(*routes.find(kFr, kEn), kFr), "fr -> en (recogniser)");
  EXPECT_FALSE(routes.find(kPt, kFr)) << "nobody measured two steps of which one is the gist";
  EXPECT_FALSE(routes.find(kEs, kPt));
}

}  // namespace
}  // namespace dragoman::pipeline

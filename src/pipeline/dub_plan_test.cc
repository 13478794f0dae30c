#include "pipeline/dub_plan.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace dragoman::pipeline {
namespace {

using core::Seconds;

DubPiece piece(double start, double end, double usual) {
  return {{Seconds(start), Seconds(end)}, Seconds(usual)};
}

std::vector<DubPlace> plan(const std::vector<DubPiece>& pieces,
                           std::optional<Seconds> film = std::nullopt) {
  return plan_dub(pieces, film);
}

TEST(DubPlan, WhatFitsIsSpokenAsUsualFromTheStartOfItsSlot) {
  const auto places = plan({piece(1, 4, 2), piece(5, 8, 3)});
  EXPECT_DOUBLE_EQ(places[0].start.count(), 1);
  EXPECT_DOUBLE_EQ(places[0].length.count(), 2);
  EXPECT_DOUBLE_EQ(places[1].start.count(), 5);
  EXPECT_DOUBLE_EQ(places[1].rate, 1);
  EXPECT_EQ(places[1].overrun, Seconds(0));
}

TEST(DubPlan, ALittleMayHangBehindTheSlotAtTheUsualRate) {
  const auto places = plan({piece(1, 4, 3.5), piece(9, 10, 1)});
  EXPECT_DOUBLE_EQ(places[0].length.count(), 3.5);
  EXPECT_DOUBLE_EQ(places[0].rate, 1);
}

TEST(DubPlan, MoreIsSpokenFasterBeforeItHangsLonger) {
  const auto places = plan({piece(1, 4, 4), piece(9, 10, 1)});
  EXPECT_DOUBLE_EQ(places[0].start.count(), 1);
  EXPECT_NEAR(places[0].rate, 4 / 3.5, 1e-9);
  EXPECT_NEAR(places[0].length.count(), 3.5, 1e-9);
}

TEST(DubPlan, SilenceBehindTheSlotIsBorrowedAtTheFastestRate) {
  const auto places = plan({piece(1, 4, 6), piece(9, 10, 1)});
  EXPECT_DOUBLE_EQ(places[0].start.count(), 1);
  EXPECT_NEAR(places[0].rate, kDubFastest, 1e-9);
  EXPECT_NEAR(places[0].length.count(), 4.8, 1e-9);
  EXPECT_EQ(places[0].overrun, Seconds(0));
}

TEST(DubPlan, ThenItBeginsALittleEarly) {
  const auto places = plan({piece(1, 3, 2.45), piece(3, 5, 1)});  // 1.96 s at the fastest
  EXPECT_NEAR(places[0].length.count(), 1.96, 1e-9);
  EXPECT_NEAR(places[0].start.count(), 0.94, 1e-9);
  EXPECT_NEAR(places[1].start.count(), 3, 1e-9);
  EXPECT_EQ(places[0].overrun, Seconds(0));
}

TEST(DubPlan, ThenTheNextOneBeginsALittleLate) {
  const auto places = plan({piece(1, 3, 2.5), piece(3, 5, 1)});  // 2 s at the fastest
  EXPECT_NEAR(places[0].start.count(), 0.92, 1e-9);
  EXPECT_EQ(places[0].overrun, Seconds(0));
  EXPECT_NEAR(places[1].start.count(), 3.02, 1e-9);
  EXPECT_LE(places[1].late, kDubLead);
}

TEST(DubPlan, WhatIsStillTooLongRunsOverAndIsNeverCut) {
  const auto places = plan({piece(1, 3, 5), piece(3, 5, 1)});  // 4 s at the fastest
  EXPECT_NEAR(places[0].length.count(), 4, 1e-9);
  EXPECT_NEAR(places[0].room.count(), 2.06, 1e-9);
  EXPECT_NEAR(places[0].overrun.count(), 1.94, 1e-9);
  EXPECT_NEAR(places[1].start.count(), 0.92 + 4 + 0.1, 1e-9);
  EXPECT_NEAR(places[1].late.count(), 2.02, 1e-9);
}

TEST(DubPlan, ALateLineCatchesUpByItsRate) {
  const auto places = plan({piece(1, 3, 5), piece(3, 5.5, 1), piece(5.6, 6.6, 1)});
  EXPECT_GT(places[1].late, kDubLead);
  EXPECT_GT(places[1].rate, 1);
  EXPECT_LE(places[2].late, Seconds(1));
}

TEST(DubPlan, TheEndOfTheFilmEndsTheRoom) {
  const auto places = plan({piece(1, 3, 4)}, Seconds(3.5));
  EXPECT_NEAR(places[0].length.count(), 3.2, 1e-9);
  EXPECT_NEAR(places[0].start.count(), 0.92, 1e-9);
  EXPECT_NEAR(places[0].overrun.count(), 3.2 - 2.58, 1e-9);
  EXPECT_EQ(plan({piece(1, 3, 4)})[0].overrun, Seconds(0));
}

TEST(DubPlan, NothingBeginsBeforeTheFilm) {
  const auto places = plan({piece(0.02, 1, 1.3), piece(1, 2, 1)});
  EXPECT_GE(places[0].start, Seconds(0));
}

TEST(DubPlan, LinesWithoutSpeechTakeNoRoom) {
  const auto places = plan({piece(1, 3, 3), piece(3, 5, 0), piece(6, 8, 1)});
  EXPECT_EQ(places[1].length, Seconds(0));
  EXPECT_NEAR(places[0].rate, 3 / 2.5, 1e-9);
  EXPECT_EQ(places[2].late, Seconds(0));
}

TEST(DubPlan, SlotsThatOverlapAreSpokenOneAfterTheOther) {
  const auto places = plan({piece(1, 4, 2), piece(1.5, 3, 1)});
  EXPECT_GT(places[0].overrun, Seconds(0));
  EXPECT_NEAR(places[1].start.count(), places[0].start.count() + 1.6 + 0.1, 1e-9);
}

TEST(DubPlan, NoLinesAreFine) { EXPECT_TRUE(plan({}).empty()); }

// Whatever the film: in order, apart, never faster than allowed, early by no more than the lead,
// and late only behind a line that ran over.
TEST(DubPlan, HoldsItsRulesOnAnyFilm) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> gap(-0.3, 2);
  std::uniform_real_distribution<double> length(0.3, 6);
  std::uniform_real_distribution<double> pace(0.0, 2.0);
  for (int film = 0; film < 200; ++film) {
    std::vector<DubPiece> pieces;
    double at = 0;
    for (int i = 0; i < 40; ++i) {
      const double start = std::max(0.0, at + gap(random));
      const double said = length(random);
      pieces.push_back(piece(start, start + said, said * pace(random)));
      at = start + said;
    }
    std::ranges::sort(pieces, {}, [](const DubPiece& one) { return one.slot.start; });
    const auto places = plan(pieces, Seconds(at));
    auto end = Seconds(-1);
    bool ran_over = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const auto& place = places[i];
      if (pieces[i].usual <= Seconds(0)) continue;
      EXPECT_LE(place.rate, kDubFastest + 1e-9);
      EXPECT_GE(place.rate, 1 - 1e-9);
      EXPECT_NEAR(place.length.count() * place.rate, pieces[i].usual.count(), 1e-9);
      EXPECT_GE(place.start, pieces[i].slot.start - kDubLead - Seconds(1e-9));
      EXPECT_GE(place.start, end + kDubGap - Seconds(1e-9));
      if (!ran_over) {
        EXPECT_LE(place.late, kDubLead + Seconds(1e-9)) << i;
      }
      ran_over = place.overrun > Seconds(0);
      end = place.start + place.length;
    }
  }
}

TEST(DubPlan, TheFilmIsLoweredUnderSlotsAndSpeech) {
  const std::vector<DubPiece> pieces{piece(1, 4, 2), piece(4.5, 6, 3), piece(7, 8, 0),
                                     piece(9.5, 11, 1)};
  const auto spans = ducked_spans(pieces, plan(pieces));
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_DOUBLE_EQ(spans[0].start.count(), 1);
  EXPECT_NEAR(spans[0].end.count(), 6.9, 1e-9);
  EXPECT_DOUBLE_EQ(spans[1].start.count(), 9.5);
  EXPECT_DOUBLE_EQ(spans[1].end.count(), 11);
}

}  // namespace
}  // namespace dragoman::pipeline

#include "pipeline/scene_notes.h"

#include <gtest/gtest.h>

namespace dragoman::pipeline {
namespace {

using core::Seconds;

core::TimeSpan around(double middle) { return {Seconds(middle - 1), Seconds(middle + 1)}; }

TEST(SceneNotes, HoldForTheirScene) {
  SceneNotes notes;
  EXPECT_EQ(notes.at(around(1)), "");
  notes.begin_scene(Seconds(0));
  notes.begin_scene(Seconds(10));
  notes.look_up_to(Seconds(30));
  notes.add({{Seconds(10), Seconds(30)}, "A kitchen."});
  EXPECT_EQ(notes.at(around(5)), "");  // seen, and not yet told
  EXPECT_EQ(notes.at(around(12)), "A kitchen.");
  notes.add({{Seconds(0), Seconds(10)}, "A street."});
  EXPECT_EQ(notes.at(around(9.5)), "A street.");
  EXPECT_EQ(notes.at(around(10.5)), "A kitchen.");
}

TEST(SceneNotes, SayNothingOfWhatNobodyHasLookedAt) {
  SceneNotes notes;
  notes.begin_scene(Seconds(0));
  notes.add({{Seconds(0), Seconds(0)}, "A street."});
  notes.look_up_to(Seconds(4));
  EXPECT_EQ(notes.at(around(4.5)), "A street.");
  EXPECT_EQ(notes.at(around(8)), "");
}

TEST(SceneNotes, AreKeptOfTheLastScenesAlone) {
  SceneNotes notes;
  for (int i = 0; i < 1000; ++i) notes.begin_scene(Seconds(i));
  notes.look_up_to(Seconds(1000));
  notes.add({{Seconds(0), Seconds(1)}, "Long gone."});
  notes.add({{Seconds(999), Seconds(1000)}, "Now."});
  EXPECT_EQ(notes.at(around(0.5)), "");
  EXPECT_EQ(notes.at(around(999.5)), "Now.");
}

}  // namespace
}  // namespace dragoman::pipeline

#include "pipeline/live.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/fake/fake_engines.h"
#include "media/testing/make_media.h"

namespace dragoman::pipeline {
namespace {

using core::Language;
using testing::ElementsAre;

class LiveRecorder : public core::LiveSink {
 public:
  base::Status emit(core::LiveEvent event) override {
    events.push_back(std::move(event));
    return on_event ? on_event(events.back()) : base::Status();
  }
  void spent(const core::Usage& usage) override { used.push_back(usage); }

  template <class T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& event : events) {
      if (const auto* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }

  std::vector<core::LiveEvent> events;
  std::vector<core::Usage> used;
  std::function<base::Status(const core::LiveEvent&)> on_event;
};

class LiveTest : public testing::Test {
 protected:
  LiveTest() {
    script_.lines = {{3, {Language::kEnglish, "Good morning to you all. It is cold", ""}},
                     {5, {Language::kEnglish, "We begin at once.", ""}},
                     {7, {Language::kJapanese, "ii", "Good."}}};
    job_.source = Language::kEnglish;
    job_.target = Language::kPortuguese;
  }

  // So many seconds of a tone that the fake recogniser hears as that line; 0: silence.
  void say(double seconds, int level) {
    for (int piece = 0; piece < static_cast<int>(seconds * 10); ++piece) {
      core::LiveSound sound;
      sound.samples.assign(core::kListenRateHz / 10, static_cast<float>(level) / 10.0F);
      const auto weight = sound.samples.size();
      pieces_.push(std::move(sound), weight, {});
    }
  }

  base::Status run() {
    pieces_.close();
    return go();
  }

  base::Status go() {
    Engines engines(engines::fake::make_engine_set(script_),
                    {{"Cherry", {{Language::kPortuguese, "fake_pt"}}}});
    return live(job_, engines, limits_, pieces_, recorder_, cancel_.token());
  }

  [[nodiscard]] std::vector<std::string> turns_said() const {
    std::vector<std::string> texts;
    for (const auto& said : recorder_.all<core::LiveSaid>()) {
      if (said.text.whole) texts.push_back(said.text.settled);
    }
    return texts;
  }

  engines::fake::Script script_;
  Limits limits_;
  core::LiveJob job_;
  LivePieces pieces_{1U << 24U};
  LiveRecorder recorder_;
  base::CancelSource cancel_;
};

TEST_F(LiveTest, TranslatesTurnByTurn) {
  say(2, 3);
  say(1.5, 0);
  say(2, 5);
  say(1.5, 0);
  ASSERT_TRUE(run());
  EXPECT_THAT(turns_said(), ElementsAre("Good morning to you all (pt). It is cold (pt)",
                                        "We begin at once (pt)."));
  EXPECT_EQ(recorder_.all<core::SpeechStarted>().size(), 2U);
  EXPECT_EQ(recorder_.all<core::SpeechStopped>().size(), 2U);
  EXPECT_EQ(recorder_.all<core::TurnDone>().size(), 2U);
  EXPECT_TRUE(recorder_.all<core::LiveAudio>().empty());
  ASSERT_EQ(recorder_.used.size(), 1U);
  EXPECT_EQ(recorder_.used[0].input_duration, core::Seconds(7));
}

TEST_F(LiveTest, SettledTextOnlyGrows) {
  say(6, 3);
  std::jthread speaker([&] {
    for (int i = 0; i < 15; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
      say(0.5, 3);
    }
    say(1.5, 0);
    pieces_.close();
  });
  ASSERT_TRUE(go());
  std::string before;
  bool provisional = false;
  for (const auto& heard : recorder_.all<core::LiveHeard>()) {
    if (heard.turn > 0) break;
    EXPECT_TRUE(heard.text.settled.starts_with(before)) << before;
    before = heard.text.settled;
    provisional = provisional || !heard.text.provisional.empty();
  }
  EXPECT_TRUE(provisional);
  EXPECT_EQ(before, "Good morning to you all. It is cold");
}

TEST_F(LiveTest, WhatIsInDoubtAtTheEndIsHeardWhole) {
  script_.unsure = true;
  script_.asked = std::make_shared<engines::fake::Asked>();
  say(2, 3);
  std::jthread speaker([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    say(1.5, 0);
    pieces_.close();
  });
  ASSERT_TRUE(go());
  EXPECT_THAT(turns_said(), ElementsAre("Good morning to you all (pt). It is cold (pt)"));
  EXPECT_TRUE(script_.asked->requests.front().provisional);
  EXPECT_FALSE(script_.asked->requests.back().provisional);
}

TEST_F(LiveTest, SpeaksATurnBeforeTheNextOne) {
  job_.speech = core::SpeechWish{.voice = "Cherry"};
  say(2, 3);
  say(1.5, 0);
  say(2, 5);
  say(1, 0);
  ASSERT_TRUE(run());
  std::int64_t turn = 0;
  std::size_t sounds = 0;
  for (const auto& event : recorder_.events) {
    if (const auto* audio = std::get_if<core::LiveAudio>(&event)) {
      EXPECT_EQ(audio->turn, turn);
      ++sounds;
    }
    if (const auto* done = std::get_if<core::TurnDone>(&event)) {
      EXPECT_EQ(done->turn, turn++);
      EXPECT_GT(done->usage.output_audio_tokens, 0);
    }
  }
  EXPECT_EQ(turn, 2);
  EXPECT_GE(sounds, 3U);
}

TEST_F(LiveTest, SilenceSaysNothing) {
  say(5, 0);
  ASSERT_TRUE(run());
  EXPECT_TRUE(recorder_.events.empty());
}

TEST_F(LiveTest, WhatIsHeardAsNothingIsATurnWithoutText) {
  say(2, 9);
  ASSERT_TRUE(run());
  EXPECT_THAT(turns_said(), ElementsAre(""));
  EXPECT_EQ(recorder_.all<core::TurnDone>().size(), 1U);
}

TEST_F(LiveTest, TheClientMayEndItsTurns) {
  job_.silence.reset();
  say(1, 3);
  pieces_.push(core::ForgetSound{}, 0, {});
  say(1, 5);
  say(1, 0);
  pieces_.push(core::EndOfTurn{}, 0, {});
  ASSERT_TRUE(run());
  EXPECT_THAT(turns_said(), ElementsAre("We begin at once (pt)."));
  EXPECT_TRUE(recorder_.all<core::SpeechStarted>().empty());
}

TEST_F(LiveTest, GoesThroughTheRecognisersEnglishWhereNoStudentFits) {
  job_.source = Language::kJapanese;
  say(2, 7);
  say(1.5, 0);
  ASSERT_TRUE(run());
  EXPECT_THAT(turns_said(), ElementsAre("Good (pt)."));
  EXPECT_EQ(recorder_.all<core::LiveHeard>().back().text.settled, "ii");
}

// Strokes as of writing, somewhere else in each.
core::LivePicture slide(int number) {
  media::testing::Picture picture{.coder = "mjpeg", .width = 320, .height = 64, .frames = 1};
  picture.brightness = [number](int, int x, int y) -> std::uint8_t {
    const bool ink = y >= 16 && y < 48 && (x + number * 37) % 160 < 120 && x / 4 % 2 == 0;
    return ink ? 16 : 235;
  };
  return {media::testing::make_media("mjpeg", std::optional<media::testing::Sound>(), picture)};
}

class LivePictures : public LiveTest {
 protected:
  LivePictures() {
    limits_.scene_text = true;
    script_.common_words = {"came", "home"};
    script_.on_screen = engines::TextLines{{.text = "Sofia Kovalevskaya", .confidence = 0.95}};
    script_.lines[3] = {Language::kEnglish, "Kovaleskaja came home.", ""};
    // Once a second picture is being read, what the first says is known.
    script_.before = [this](std::string_view work, const std::string&, const auto&) {
      std::unique_lock lock(mutex_);
      if (work == "read") ++read_;
      changed_.notify_all();
      if (work == "recognise") {
        changed_.wait_for(lock, std::chrono::seconds(20), [&] { return read_ >= 2 || !wait_; });
      }
    };
  }

  void say_before_slides() {
    say(0.5, 3);
    pieces_.push(slide(0), 1, {});
    say(1, 3);
    pieces_.push(slide(1), 1, {});
    say(1.5, 3);
    say(1.5, 0);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int read_ = 0;
  bool wait_ = true;
};

TEST_F(LivePictures, ANameOnThemIsSpeltAsThere) {
  say_before_slides();
  ASSERT_TRUE(run());
  EXPECT_THAT(turns_said(), ElementsAre("Kovalevskaya came home (pt)."));
  EXPECT_EQ(recorder_.all<core::LiveHeard>().back().text.settled, "Kovalevskaya came home.");
}

TEST_F(LivePictures, NobodyLooksUnlessTold) {
  limits_.scene_text = false;
  wait_ = false;
  say_before_slides();
  ASSERT_TRUE(run());
  EXPECT_THAT(turns_said(), ElementsAre("Kovaleskaja came home (pt)."));
  EXPECT_EQ(read_, 0);
}

TEST_F(LivePictures, WhatIsNoPictureIsPassedOver) {
  wait_ = false;
  say(0.5, 3);
  pieces_.push(core::LivePicture{"\xFF\xD8\xFF and no picture"}, 1, {});
  say(1.5, 3);
  say(1.5, 0);
  ASSERT_TRUE(run());
  EXPECT_THAT(turns_said(), ElementsAre("Kovaleskaja came home (pt)."));
}

TEST_F(LiveTest, AFailingEngineFailsTheJobAndSaysWhatWasUsed) {
  script_.recogniser_fails = base::Error{base::ErrorKind::kInternal, "broken", ""};
  say(2, 3);
  EXPECT_EQ(run().error().message, "broken");
  EXPECT_EQ(recorder_.used.size(), 1U);
}

TEST_F(LiveTest, RefusesWhatNoModelCovers) {
  job_.target = Language::kKorean;
  EXPECT_EQ(run().error().kind, base::ErrorKind::kLanguageUnsupported);
}

TEST_F(LiveTest, CancelEndsItWhileItWaits) {
  std::jthread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    cancel_.cancel(base::CancelReason::kClientGone);
  });
  EXPECT_EQ(go().error().kind, base::ErrorKind::kCancelled);
}

TEST_F(LiveTest, AListenerThatFailsEndsIt) {
  recorder_.on_event = [](const core::LiveEvent&) {
    return base::Status(base::Error{base::ErrorKind::kIo, "gone", ""});
  };
  say(2, 3);
  EXPECT_EQ(run().error().message, "gone");
}

}  // namespace
}  // namespace dragoman::pipeline

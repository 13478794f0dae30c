// Films whose picture helps to hear them, from bytes to events.
#include <condition_variable>
#include <memory>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/fake/fake_engines.h"
#include "media/testing/make_media.h"
#include "pipeline/recorder_test.h"
#include "pipeline/translate.h"

namespace dragoman::pipeline {
namespace {

using core::Language;
using testing::IsEmpty;

/// Two utterances, the second louder by its own track's pause; strokes that move every second.
std::string film() {
  media::testing::Picture picture{.width = 320, .height = 64, .frames = 250, .key_frame_every = 25};
  picture.brightness = [](int frame, int x, int y) -> std::uint8_t {
    const bool ink = y >= 16 && y < 48 && (x + frame / 25 * 37) % 160 < 120 && x / 4 % 2 == 0;
    return ink ? 16 : 235;
  };
  const media::testing::Sound sound{
      .seconds = 5, .pause_at_s = 2.5, .pause_s = 4, .amplitude = 0.3};
  return media::testing::make_media("matroska", sound, picture);
}

class SceneTest : public testing::Test {
 protected:
  SceneTest() {
    script_.asked = std::make_shared<engines::fake::Asked>();
    script_.common_words = {"came", "home"};
    script_.on_screen = engines::TextLines{{.text = "Sofia Kovalevskaya", .confidence = 0.95}};
    limits_.scene_text = true;
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

  std::string heard(const std::string& line) {
    script_.lines[3] = {Language::kEnglish, line, ""};
    core::Job job;
    job.source = Language::kEnglish;
    job.target = Language::kPortuguese;
    job.media_kind = core::MediaKind::kVideo;
    job.input = core::MediaBytes{std::make_shared<const std::string>(film())};
    job.patient = patient_;
    Engines engines(engines::fake::make_engine_set(script_), {});
    const auto status = translate(job, engines, limits_, recorder_, {});
    EXPECT_TRUE(status.ok()) << status.error().message;
    std::string text;
    for (const auto& done : recorder_.all<core::SegmentDone>()) {
      text += (text.empty() ? "" : " ") + done.segment.source_text;
    }
    return text;
  }

  engines::fake::Script script_;
  Limits limits_;
  Recorder recorder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int read_ = 0;
  bool wait_ = true;
  bool patient_ = false;
};

TEST_F(SceneTest, WhatIsVeryLikeANameIsWrittenAsOnTheScreen) {
  EXPECT_EQ(heard("Kovaleskaja came home."), "Kovalevskaya came home. Kovalevskaya came home.");
  EXPECT_EQ(script_.asked->requests.size(), 2U);  // nothing was heard again
}

TEST_F(SceneTest, TheNameIsKeptInTheTranslation) {
  heard("Kovaleskaja came home.");
  ASSERT_EQ(script_.asked->translations.size(), 2U);
  const auto& terms = script_.asked->translations[1].hints.terms;
  ASSERT_NE(terms, nullptr);
  ASSERT_EQ(terms->size(), 1U);
  EXPECT_EQ(terms->front().source, "Kovalevskaya");
  EXPECT_EQ(terms->front().target, "Kovalevskaya");
}

TEST_F(SceneTest, WhatIsSomewhatLikeANameIsHeardOnceMoreButNotTheFirstWords) {
  script_.misheard = "Kovalsky";
  EXPECT_EQ(heard("Kovalsky came home."), "Kovalsky came home. Sofia Kovalevskaya came home.");
  ASSERT_EQ(script_.asked->requests.size(), 3U);
  ASSERT_NE(script_.asked->requests[2].terms, nullptr);
  EXPECT_EQ(script_.asked->requests[2].terms->front(), "Sofia Kovalevskaya");
}

TEST_F(SceneTest, WhatTheSecondHearingDoesNotConfirmStays) {
  EXPECT_EQ(heard("Kovalsky came home."), "Kovalsky came home. Kovalsky came home.");
  EXPECT_EQ(script_.asked->requests.size(), 3U);
}

TEST_F(SceneTest, WhatIsSaidLaterWaitsForWhatIsReadAndTheFirstWordsDoNot) {
  int out = 0;
  recorder_.on_event = [&](const core::Event& event) {
    const std::lock_guard lock(mutex_);
    if (std::holds_alternative<core::TextDelta>(event)) ++out;
    changed_.notify_all();
    return base::Status();
  };
  script_.before = [&](std::string_view work, const std::string&, const auto&) {
    if (work != "read") return;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return out > 0; });
  };
  EXPECT_EQ(heard("Kovaleskaja came home."), "Kovaleskaja came home. Kovalevskaya came home.");
}

TEST_F(SceneTest, APatientJobWaitsWithItsFirstWordsToo) {
  patient_ = true;
  int heard_twice = 0;
  script_.before = [&](std::string_view work, const std::string&, const auto&) {
    std::unique_lock lock(mutex_);
    if (work == "recognise") ++heard_twice;
    changed_.notify_all();
    if (work == "read") {
      changed_.wait_for(lock, std::chrono::seconds(20), [&] { return heard_twice >= 2; });
    }
  };
  EXPECT_EQ(heard("Kovaleskaja came home."), "Kovalevskaya came home. Kovalevskaya came home.");
}

TEST_F(SceneTest, OtherWordsStayAndNothingIsHeardAgain) {
  EXPECT_EQ(heard("Peter came home."), "Peter came home. Peter came home.");
  EXPECT_EQ(script_.asked->requests.size(), 2U);
  EXPECT_EQ(script_.asked->translations.front().hints.terms, nullptr);
}

TEST_F(SceneTest, NobodyLooksWhereItIsOff) {
  limits_.scene_text = false;
  wait_ = false;
  EXPECT_EQ(heard("Kovaleskaja came home."), "Kovaleskaja came home. Kovaleskaja came home.");
  EXPECT_THAT(script_.asked->pictures, IsEmpty());
}

TEST_F(SceneTest, AReaderThatFailsHarmsNothing) {
  script_.before = [](std::string_view work, const std::string&, const auto&) {
    if (work == "read") throw std::runtime_error("no");
  };
  EXPECT_EQ(heard("Kovaleskaja came home."), "Kovaleskaja came home. Kovaleskaja came home.");
}

}  // namespace
}  // namespace dragoman::pipeline

#include "pipeline/dub.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include <gmock/gmock.h>

#include "base/files.h"
#include "core/audio.h"
#include "engines/fake/fake_engines.h"
#include "engines/fake/fake_recording.h"
#include "engines/kept_answers.h"
#include "media/testing/listen.h"

namespace dragoman::pipeline {
namespace {

using core::Language;
using core::Seconds;
using engines::fake::Stretch;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class MemoryShelf final : public engines::AnswerShelf {
 public:
  std::optional<std::string> find(engines::AnswerKind kind, std::string_view key) override {
    const std::lock_guard lock(mutex_);
    const auto it = answers_.find({kind, std::string(key)});
    return it == answers_.end() ? std::nullopt : std::optional(it->second);
  }
  base::Status keep(engines::AnswerKind kind, std::string_view key,
                    std::string_view bytes) override {
    const std::lock_guard lock(mutex_);
    answers_[{kind, std::string(key)}] = bytes;
    return {};
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<engines::AnswerKind, std::string>, std::string> answers_;
};

class DubTest : public testing::Test {
 protected:
  DubTest() {
    script_.asked = std::make_shared<engines::fake::Asked>();
    script_.lines[3] = {Language::kEnglish, "The cat sat.", ""};
    script_.lines[6] = {Language::kEnglish, "It was a happy cat.", ""};
    script_.lines[4] = {Language::kPortuguese, "Bom dia.", ""};
    film({{1, 0}, {3, 3}, {3, 0}, {3, 6}, {3, 0}});
    project_.settings.target = Language::kPortuguese;
    project_.settings.original = core::OriginalSound::kTrack;
    project_.output.path = path("out.mka");
  }

  [[nodiscard]] std::string path(const std::string& name) const { return dir_.path() + "/" + name; }
  void film(const std::vector<Stretch>& stretches) {
    project_.film.path = path("in.wav");
    std::ofstream(project_.film.path, std::ios::binary) << engines::fake::make_wav(stretches);
  }
  base::Result<std::vector<std::string>> run(const base::CancelToken& cancel = {}) {
    Engines engines(engines::keep_answers(engines::fake::make_engine_set(script_), shelf_), {});
    hooks_.save = [this](const core::DubProject& project) {
      saved_.push_back(project);
      return base::Status();
    };
    return dub(project_, project_.output.path, "fake_pt", engines, {}, hooks_, cancel);
  }
  void must_run() {
    const auto done = run();
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  [[nodiscard]] std::size_t spoken() const { return script_.asked->speeches.size(); }
  [[nodiscard]] media::testing::Heard output() const {
    return media::testing::listen(core::MediaPath{project_.output.path});
  }
  [[nodiscard]] std::string bytes() const {
    return *base::read_file(project_.output.path, 1U << 24U);
  }

  base::TempDir dir_;
  engines::fake::Script script_;
  std::shared_ptr<MemoryShelf> shelf_ = std::make_shared<MemoryShelf>();
  core::DubProject project_;
  DubHooks hooks_;
  std::vector<core::DubProject> saved_;
};

// When sound begins behind a time.
double onset_s(const media::testing::Heard& heard, double from_s) {
  auto at = static_cast<std::size_t>(from_s * core::kListenRateHz);
  while (at < heard.samples.size() && std::abs(heard.samples[at]) < 0.05F) ++at;
  return static_cast<double>(at) / core::kListenRateHz;
}

TEST_F(DubTest, EachLineIsSpokenInItsSlot) {
  must_run();
  ASSERT_THAT(project_.lines, SizeIs(2));
  EXPECT_EQ(project_.lines[0].source_text, "The cat sat.");
  EXPECT_EQ(project_.lines[0].target_text, "The cat sat (pt).");
  EXPECT_EQ(project_.lines[0].voice, "fake_pt");
  ASSERT_THAT(project_.outcomes, SizeIs(2));
  const auto heard = output();
  ASSERT_FALSE(heard.error);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto slot = project_.lines[i].slot.start.count();
    EXPECT_NEAR(project_.outcomes[i].placed.start.count(), slot, 0.001);
    EXPECT_NEAR(onset_s(heard, slot - 0.5), slot, 0.03);
    EXPECT_EQ(project_.outcomes[i].rate, 1);
    EXPECT_THAT(project_.outcomes[i].reason, IsEmpty());
  }
}

TEST_F(DubTest, TheFilmIsLoweredUnderSpeechAndOnlyThere) {
  film({{1, 3}, {3, 0}, {8, 2}});  // what level 2 says, nobody understands
  script_.lines[3].text = "Hi.";
  project_.settings.original = core::OriginalSound::kDuck;
  project_.settings.duck_db = 20;
  must_run();
  ASSERT_THAT(project_.lines, SizeIs(1));
  const auto heard = output();
  const double alone = 0.2 / std::sqrt(2);
  EXPECT_NEAR(heard.level(6, 11), alone, 0.1 * alone);
  const auto placed = project_.outcomes[0].placed;
  EXPECT_LT(heard.level(placed.end.count() + 0.02, project_.lines[0].slot.end.count() - 0.02),
            0.05);
}

TEST_F(DubTest, WhatWasDoneIsNotDoneAgainAndComesToTheSame) {
  must_run();
  const auto first = bytes();
  const auto heard = script_.asked->requests.size();
  const auto said = spoken();
  const auto lines = project_.lines;
  project_.lines.clear();
  project_.outcomes.clear();
  project_.heard = false;
  must_run();
  EXPECT_EQ(script_.asked->requests.size(), heard);
  EXPECT_EQ(spoken(), said);
  EXPECT_EQ(project_.lines, lines);
  EXPECT_EQ(bytes(), first);
}

TEST_F(DubTest, BrokenOffAtAnyLineItComesToTheSame) {
  must_run();
  const auto whole = bytes();
  for (int stop_after = 0; stop_after < 3; ++stop_after) {
    shelf_ = std::make_shared<MemoryShelf>();
    project_.lines.clear();
    project_.heard = false;
    base::CancelSource source;
    int said = 0;
    script_.asked->on_speech = [&] {
      if (said++ == stop_after) source.cancel(base::CancelReason::kShutdown);
    };
    if (stop_after < 2) {
      EXPECT_EQ(run(source.token()).error().kind, base::ErrorKind::kCancelled);
    }
    script_.asked->on_speech = nullptr;
    must_run();
    EXPECT_EQ(bytes(), whole);
  }
}

TEST_F(DubTest, AnEditedLineAloneIsSpokenAnew) {
  must_run();
  const auto said = spoken();
  const auto first = bytes();
  project_.lines[1].target_text = "Feliz.";
  must_run();
  EXPECT_EQ(spoken(), said + 1);
  EXPECT_EQ(script_.asked->speeches.back().text, "Feliz.");
  EXPECT_NE(bytes(), first);
  project_.lines[1].spoken = false;
  must_run();
  EXPECT_EQ(spoken(), said + 1);
  EXPECT_LT(output().level(7.2, 9.8), 0.01);
}

TEST_F(DubTest, SavedOnceHeardWithItsVoices) {
  must_run();
  ASSERT_THAT(saved_, SizeIs(1));
  EXPECT_TRUE(saved_[0].heard);
  EXPECT_EQ(saved_[0].lines, project_.lines);
}

TEST_F(DubTest, WhatIsTooLongIsFasterThenRunsOverWithAReason) {
  film({{1, 0}, {1, 3}, {2.2, 0}, {1, 6}, {1, 0}});
  script_.lines[3].text = std::string(90, 'x') + ".";
  must_run();
  ASSERT_THAT(project_.lines, SizeIs(2));
  const auto& outcome = project_.outcomes[0];
  EXPECT_GT(outcome.overrun, Seconds(0));
  EXPECT_THAT(outcome.reason, HasSubstr("no shorter wording"));
  EXPECT_TRUE(script_.asked->speeches.back().duration_s.has_value());
  EXPECT_THAT(project_.outcomes[1].reason, HasSubstr("for the line before"));
}

TEST_F(DubTest, ATranslatorThatReadsNotesIsAskedForLess) {
  film({{1, 0}, {1, 3}, {2.2, 0}, {1, 6}, {1, 0}});
  script_.lines[3].text = std::string(90, 'x') + ".";
  script_.translators_read_context = true;
  script_.answer_to_notes = "Curto.";
  must_run();
  EXPECT_EQ(project_.outcomes[0].said, "Curto.");
  EXPECT_THAT(project_.outcomes[0].reason, IsEmpty());
  EXPECT_THAT(script_.asked->translations.back().hints.notes, HasSubstr("characters"));
  EXPECT_THAT(project_.lines[0].target_text, HasSubstr("xxx"));
}

TEST_F(DubTest, SpeechInTheTargetLanguageStays) {
  film({{1, 0}, {3, 3}, {3, 0}, {3, 4}, {3, 0}});
  project_.settings.original = core::OriginalSound::kDuck;
  must_run();
  ASSERT_THAT(project_.lines, SizeIs(2));
  EXPECT_FALSE(project_.lines[1].spoken);
  EXPECT_EQ(spoken(), 1U);
  EXPECT_NEAR(output().level(7.5, 9.5), 0.4 / std::sqrt(2), 0.03);
}

TEST_F(DubTest, WhereNobodySpeaksItSaysSo) {
  film({{5, 0}});
  EXPECT_EQ(run().error().kind, base::ErrorKind::kMediaEmpty);
}

TEST_F(DubTest, ProgressGoesThroughItsStages) {
  std::vector<DubStage> stages;
  hooks_.progress = [&](DubStage stage, double part) {
    EXPECT_GE(part, 0);
    EXPECT_LE(part, 1);
    if (stages.empty() || stages.back() != stage) stages.push_back(stage);
  };
  must_run();
  EXPECT_THAT(stages, testing::ElementsAre(DubStage::kHear, DubStage::kSpeak, DubStage::kMix));
}

}  // namespace
}  // namespace dragoman::pipeline

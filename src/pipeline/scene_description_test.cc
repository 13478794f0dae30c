// Films whose scenes are described for those who translate, from bytes to events.
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

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

constexpr std::chrono::seconds kLongEnough{20};

/// Two utterances, one before and one after 2.5 s; a key frame each second, dark and from `cut_s`
/// on bright.
std::string film(int cut_s) {
  media::testing::Picture picture{.width = 320, .height = 64, .frames = 250, .key_frame_every = 25};
  picture.brightness = [cut_s](int frame, int /*x*/, int /*y*/) -> std::uint8_t {
    return frame < cut_s * 25 ? 16 : 235;
  };
  const media::testing::Sound sound{
      .seconds = 5, .pause_at_s = 2.5, .pause_s = 4, .amplitude = 0.3};
  return media::testing::make_media("matroska", sound, picture);
}

class SceneDescriptionTest : public testing::Test {
 protected:
  SceneDescriptionTest() {
    script_.asked = std::make_shared<engines::fake::Asked>();
    script_.scene_note = "A surgeon washes her hands.";
    script_.lines[3] = {Language::kEnglish, "She puts on a mask.", ""};
  }

  /// Waits for something that another engine does; false where it does not come.
  template <class Predicate>
  bool wait(Predicate predicate) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kLongEnough, predicate);
  }

  void count(int& what) {
    {
      const std::lock_guard lock(mutex_);
      ++what;
    }
    changed_.notify_all();
  }

  base::Status translate_film(int cut_s) {
    core::Job job;
    job.source = Language::kEnglish;
    job.target = Language::kPortuguese;
    job.media_kind = core::MediaKind::kVideo;
    job.input = core::MediaBytes{std::make_shared<const std::string>(film(cut_s))};
    Engines engines(engines::fake::make_engine_set(script_), {});
    return translate(job, engines, limits_, recorder_, {});
  }

  [[nodiscard]] std::vector<std::string> notes_told() const {
    std::vector<std::string> notes;
    for (const auto& request : script_.asked->translations) notes.push_back(request.hints.notes);
    return notes;
  }

  engines::fake::Script script_;
  Limits limits_;
  Recorder recorder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int described_ = 0;
  int heard_ = 0;
};

TEST_F(SceneDescriptionTest, ANoteReachesTheTranslatorOfWhatIsSaidInItsScene) {
  // Once the second scene is being described, the note of the first is known. The second is said
  // nothing of before all is heard.
  script_.before = [this](std::string_view work, const std::string&, const auto&) {
    if (work == "recognise") {
      EXPECT_TRUE(wait([this] { return described_ >= 2; }));
    }
    if (work != "describe") return;
    count(described_);
    if (described_ == 2) {
      EXPECT_TRUE(wait([this] { return heard_ > 0; }));
    }
  };
  recorder_.on_event = [this](const core::Event&) {
    if (recorder_.all<core::SegmentDone>().size() == 2) count(heard_);
    return base::Status();
  };
  const auto status = translate_film(5);
  ASSERT_TRUE(status.ok()) << status.error().message;
  EXPECT_THAT(notes_told(), testing::ElementsAre("A surgeon washes her hands.", ""));
  ASSERT_EQ(script_.asked->scenes.size(), 2U);
  const auto& scene = script_.asked->scenes.front();
  EXPECT_EQ(scene.target, Language::kPortuguese);
  ASSERT_EQ(scene.pictures->size(), 1U);
  EXPECT_LT(scene.pictures->front().rgb.front(), 50);
  EXPECT_GT(script_.asked->scenes.back().pictures->front().rgb.front(), 200);
}

TEST_F(SceneDescriptionTest, APictureThatNeverChangesIsASceneToo) {
  script_.before = [this](std::string_view work, const std::string&, const auto&) {
    if (work == "describe") count(described_);
    if (work == "recognise") {  // once all is heard nobody looks any more
      EXPECT_TRUE(wait([this] { return described_ >= 1; }));
    }
  };
  ASSERT_TRUE(translate_film(100).ok());
  EXPECT_EQ(described_, 1);
}

TEST_F(SceneDescriptionTest, TheFirstWordsDoNotWaitForADescriberThatIsSlow) {
  bool in_time = false;
  script_.before = [&](std::string_view work, const std::string&, const auto&) {
    // Or else nobody would be slow while the words are found.
    if (work == "recognise") {
      EXPECT_TRUE(wait([this] { return described_ >= 1; }));
    }
    if (work != "describe") return;
    count(described_);
    in_time = wait([this] { return heard_ > 0; });
  };
  recorder_.on_event = [this](const core::Event& event) {
    if (std::holds_alternative<core::TextDelta>(event)) count(heard_);
    return base::Status();
  };
  ASSERT_TRUE(translate_film(100).ok());
  EXPECT_TRUE(in_time);
  ASSERT_FALSE(notes_told().empty());
  EXPECT_EQ(notes_told().front(), "");
  EXPECT_EQ(recorder_.all<core::SegmentDone>().size(), 2U);
}

TEST_F(SceneDescriptionTest, ADescriberThatFailsHarmsNothing) {
  script_.before = [](std::string_view work, const std::string&, const auto&) {
    if (work == "describe") throw std::runtime_error("no");
  };
  ASSERT_TRUE(translate_film(5).ok());
  EXPECT_THAT(notes_told(), testing::Each(IsEmpty()));
  EXPECT_EQ(recorder_.all<core::SegmentDone>().size(), 2U);
}

TEST_F(SceneDescriptionTest, PicturesAreReadAndDescribedSideBySide) {
  limits_.scene_text = true;
  script_.on_screen = engines::TextLines{{.text = "Sofia Kovalevskaya", .confidence = 0.95}};
  script_.before = [this](std::string_view work, const std::string&, const auto&) {
    if (work == "describe") count(described_);
    if (work == "recognise") {
      EXPECT_TRUE(wait([this] { return described_ >= 1; }));
    }
  };
  ASSERT_TRUE(translate_film(5).ok());
  EXPECT_GE(described_, 1);
}

}  // namespace
}  // namespace dragoman::pipeline

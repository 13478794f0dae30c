#include "pipeline/film.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/fake/fake_engines.h"
#include "engines/fake/fake_recording.h"
#include "media/testing/listen.h"
#include "pipeline/recorder_test.h"

namespace dragoman::pipeline {
namespace {

namespace fs = std::filesystem;
using core::Language;
using testing::HasSubstr;
using testing::SizeIs;

class FilmTest : public testing::Test {
 protected:
  FilmTest() {
    script_.asked = std::make_shared<engines::fake::Asked>();
    script_.lines[3] = {Language::kEnglish, "The cat sat.", ""};
    script_.lines[6] = {Language::kEnglish, "It was a happy cat.", ""};
    place_.recording = dir_.path() + "/in.wav";
    place_.folder = dir_.path() + "/work";
    fs::create_directory(place_.folder);
    place_.take = [this](std::uint64_t bytes) {
      taken_ += bytes;
      return taken_ <= most_ ? base::Status()
                             : base::Error{base::ErrorKind::kStorageFull, "full", ""};
    };
    std::ofstream(place_.recording, std::ios::binary)
        << engines::fake::make_wav({{1, 0}, {3, 3}, {3, 0}, {3, 6}, {3, 0}});
    wish_.settings.target = Language::kPortuguese;
    wish_.format = "mka";
    open();
  }

  void open() {
    engines_ = std::make_unique<Engines>(engines::fake::make_engine_set(script_), VoiceStandIns{});
  }
  base::Status run(const base::CancelToken& cancel = {}) {
    recorder_ = Recorder();
    return make_film(wish_, place_, *engines_, {}, recorder_, cancel);
  }
  [[nodiscard]] std::string film() const { return *base::read_file(place_.film(), 1U << 24U); }
  [[nodiscard]] std::size_t spoken() const { return script_.asked->speeches.size(); }
  [[nodiscard]] std::uint64_t bytes_in_folder() const {
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(place_.folder)) bytes += entry.file_size();
    return bytes;
  }

  base::TempDir dir_;
  engines::fake::Script script_;
  std::unique_ptr<Engines> engines_;
  core::FilmWish wish_;
  FilmPlace place_;
  std::uint64_t taken_ = 0;
  std::uint64_t most_ = UINT64_MAX;
  Recorder recorder_;
};

TEST_F(FilmTest, IsMadeAndToldOf) {
  const auto done = run();
  ASSERT_TRUE(done) << done.error().message;
  const auto heard = media::testing::listen(core::MediaPath{place_.film()});
  EXPECT_FALSE(heard.error);
  EXPECT_GT(heard.samples.size(), 12U * 16000U);
  EXPECT_EQ(recorder_.text(), "The cat sat (pt). It was a happy cat (pt).");
  EXPECT_THAT(recorder_.all<core::SegmentDone>(), SizeIs(2));
  const auto finished = recorder_.all<core::Finished>();
  ASSERT_THAT(finished, SizeIs(1));
  EXPECT_GT(finished[0].usage.output_audio_tokens, 0);
  EXPECT_GT(finished[0].usage.output_text_tokens, 0);
  ASSERT_THAT(recorder_.used, SizeIs(1));
  EXPECT_EQ(recorder_.used[0].output_audio_tokens, finished[0].usage.output_audio_tokens);
  EXPECT_THAT(recorder_.all<core::AudioDelta>(), SizeIs(0));
  const auto progress = recorder_.all<core::Progress>();
  ASSERT_FALSE(progress.empty());
  for (std::size_t i = 1; i < progress.size(); ++i) {
    EXPECT_GE(progress[i].done, progress[i - 1].done);
  }
  EXPECT_NEAR(progress.back().done / *progress.back().total, 1, 0.1);
  EXPECT_EQ(taken_, bytes_in_folder());
}

TEST_F(FilmTest, BrokenOffItGoesOnAndComesToTheSame) {
  ASSERT_TRUE(run());
  const auto whole = film();
  fs::remove_all(place_.folder);
  fs::create_directory(place_.folder);
  base::CancelSource source;
  int begun = 0;
  script_.asked->on_speech = [&] {
    if (++begun == 2) source.cancel(base::CancelReason::kShutdown);
  };
  EXPECT_FALSE(run(source.token()));
  EXPECT_THAT(recorder_.all<core::SegmentDone>(), SizeIs(2));
  EXPECT_THAT(recorder_.all<core::Finished>(), SizeIs(0));
  ASSERT_THAT(recorder_.used, SizeIs(1));
  EXPECT_GT(recorder_.used[0].input_audio_tokens, 0) << "it was heard";
  script_.asked->on_speech = nullptr;
  const auto heard = script_.asked->requests.size();
  place_.told = 2;
  ASSERT_TRUE(run());
  EXPECT_EQ(script_.asked->requests.size(), heard) << "heard again";
  EXPECT_THAT(recorder_.all<core::SegmentDone>(), SizeIs(0));
  EXPECT_EQ(recorder_.text(), "");
  ASSERT_THAT(recorder_.all<core::Finished>(), SizeIs(1));
  EXPECT_GT(recorder_.all<core::Finished>()[0].usage.input_audio_tokens, 0);
  EXPECT_EQ(film(), whole);
}

TEST_F(FilmTest, TheGlossaryHolds) {
  wish_.settings.glossary = {{"cat", "gato"}};
  ASSERT_TRUE(run());
  ASSERT_FALSE(script_.asked->translations.empty());
  const auto& terms = script_.asked->translations.front().hints.terms;
  ASSERT_TRUE(terms);
  EXPECT_EQ(terms->front().target, "gato");
}

TEST_F(FilmTest, WhereThereIsNoRoomItEnds) {
  most_ = 100;
  const auto done = run();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, base::ErrorKind::kStorageFull);
}

TEST_F(FilmTest, WhatCannotBeIsRefusedBeforeWork) {
  EXPECT_TRUE(validate_film(wish_, *engines_, {}));
  wish_.settings.voices = {"fake_pt", "nobody"};
  EXPECT_EQ(validate_film(wish_, *engines_, {}).error().kind, base::ErrorKind::kVoiceUnsupported);
  wish_.settings.voices.clear();
  wish_.settings.target = Language::kThai;
  EXPECT_EQ(validate_film(wish_, *engines_, {}).error().kind,
            base::ErrorKind::kLanguageUnsupported);
  wish_.settings.target = Language::kPortuguese;
  Limits sandboxed;
  sandboxed.media.decoder = "dragoman-media";
  EXPECT_EQ(validate_film(wish_, *engines_, sandboxed).error().kind,
            base::ErrorKind::kInvalidArgument);
  wish_.format = "txt";
  EXPECT_EQ(run().error().kind, base::ErrorKind::kInvalidArgument);
  EXPECT_TRUE(script_.asked->requests.empty());
}

}  // namespace
}  // namespace dragoman::pipeline

// Jobs that go on behind what is out already.
#include <memory>

#include <gtest/gtest.h>

#include "engines/fake/fake_engines.h"
#include "engines/fake/fake_recording.h"
#include "pipeline/recorder_test.h"
#include "pipeline/translate.h"

namespace dragoman::pipeline {
namespace {

using core::Language;
using engines::fake::Stretch;

class ResumeTest : public testing::Test {
 protected:
  ResumeTest() {
    script_.lines[3] = {Language::kEnglish, "The cat sat. It was happy.", ""};
    script_.lines[6] = {Language::kEnglish, "went home.", ""};
  }

  static core::Job job() {
    core::Job job;
    job.source = Language::kEnglish;
    job.target = Language::kPortuguese;
    return job;
  }

  base::Status run(core::Job job, const std::vector<Stretch>& stretches) {
    job.input =
        core::MediaBytes{std::make_shared<const std::string>(engines::fake::make_wav(stretches))};
    Engines engines(engines::fake::make_engine_set(script_), {});
    return translate(job, engines, {}, recorder_, {});
  }

  [[nodiscard]] std::vector<core::Segment> segments() const {
    std::vector<core::Segment> segments;
    for (const auto& done : recorder_.all<core::SegmentDone>()) segments.push_back(done.segment);
    return segments;
  }

  engines::fake::Script script_;
  Recorder recorder_;
};

TEST_F(ResumeTest, GoesOnBehindWhatIsOutAlready) {
  auto spoken = job();
  spoken.speech = core::SpeechWish{"fake_pt", 1.0};
  const std::vector<Stretch> stretches{{2, 3}, {3, 0}, {2, 6}, {3, 0}, {2, 3}, {3, 0}};
  ASSERT_TRUE(run(spoken, stretches).ok());
  const auto whole = recorder_;
  const auto all = segments();
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(whole.all<core::SpeechDone>().size(), all.size());
  const auto usage = whole.all<core::Finished>().at(0).usage;
  for (const std::size_t done : {2U, 3U, 5U}) {
    recorder_.events.clear();
    auto rest = spoken;
    rest.resume.segments.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(done));
    rest.resume.spoken = done - 1;
    ASSERT_TRUE(run(rest, stretches).ok());
    std::string text;
    for (std::size_t i = 0; i < done; ++i) text += (i > 0 ? " " : "") + all[i].target_text;
    EXPECT_EQ(text + recorder_.text(), whole.text());
    EXPECT_EQ(segments().size(), all.size() - done);
    EXPECT_EQ(recorder_.all<core::SpeechDone>().size(), all.size() - done + 1);
    const auto now = recorder_.all<core::Finished>().at(0).usage;
    EXPECT_EQ(now.output_text_tokens, usage.output_text_tokens);
    EXPECT_EQ(now.input_audio_tokens, usage.input_audio_tokens);
  }
}

TEST_F(ResumeTest, ATextLimitThatWasReachedStaysReached) {
  auto limited = job();
  limited.max_text_tokens = 4;
  limited.resume.segments = {{.span = {core::Seconds(1), core::Seconds(2)},
                              .source_text = "The cat sat.",
                              .target_text = "The cat sat (pt)."}};
  ASSERT_TRUE(run(limited, {{2, 3}, {3, 0}, {2, 6}, {1, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "");
  EXPECT_EQ(recorder_.all<core::Finished>().at(0).reason, core::FinishReason::kLength);
}

}  // namespace
}  // namespace dragoman::pipeline

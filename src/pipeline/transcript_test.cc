// Jobs without a target: what is said is written down.
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

constexpr auto kEn = Language::kEnglish;
constexpr auto kPt = Language::kPortuguese;

class TranscriptTest : public testing::Test {
 protected:
  TranscriptTest() {
    script_.lines[3] = {kEn, "The cat sat. It was happy.", ""};
    script_.lines[7] = {Language::kFrench, "Bonjour.", "Good day."};
    script_.lines[8] = {kPt, "Boa noite.", ""};
  }

  base::Status run(core::Job job, const std::vector<Stretch>& stretches) {
    job.input =
        core::MediaBytes{std::make_shared<const std::string>(engines::fake::make_wav(stretches))};
    Engines engines(engines::fake::make_engine_set(script_), {});
    return translate(job, engines, {}, recorder_, {});
  }

  static core::Job job(std::optional<Language> source) {
    core::Job job;
    job.source = source;
    job.target.reset();
    return job;
  }

  [[nodiscard]] std::vector<core::Segment> segments() const {
    std::vector<core::Segment> segments;
    for (const auto& done : recorder_.all<core::SegmentDone>()) segments.push_back(done.segment);
    return segments;
  }

  engines::fake::Script script_;
  Recorder recorder_;
};

TEST_F(TranscriptTest, WithoutATargetWhatIsSaidIsWrittenDown) {
  ASSERT_TRUE(run(job({}), {{1, 0}, {3, 3}, {3, 0}, {2, 7}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "The cat sat. It was happy. Bonjour.");
  const auto done = segments();
  ASSERT_EQ(done.size(), 3U);
  EXPECT_EQ(done[2].source, Language::kFrench);
  EXPECT_EQ(done[2].source_text, "Bonjour.");
  EXPECT_EQ(done[2].target_text, "Bonjour.");
  for (const auto& segment : done) EXPECT_TRUE(segment.passed_through);
  EXPECT_TRUE(std::holds_alternative<core::Finished>(recorder_.events.back()));
}

TEST_F(TranscriptTest, ATranscriptAsksForNoEnglish) {
  script_.asked = std::make_shared<engines::fake::Asked>();
  ASSERT_TRUE(run(job(Language::kFrench), {{2, 7}, {3, 0}}).ok());
  ASSERT_EQ(script_.asked->requests.size(), 1U);
  EXPECT_TRUE(script_.asked->requests.front().english_wanted.empty());
  EXPECT_TRUE(script_.asked->translations.empty());
}

TEST_F(TranscriptTest, ATranscriptNeedsItsLanguageRecognisedAndIsNotSpoken) {
  script_.recognised = {kEn, kPt};
  EXPECT_EQ(run(job(Language::kThai), {{2, 3}}).error().kind,
            base::ErrorKind::kLanguageUnsupported);
  auto spoken = job(kEn);
  spoken.speech = core::SpeechWish{"fake_en"};
  EXPECT_EQ(run(spoken, {{2, 3}}).error().kind, base::ErrorKind::kInvalidArgument);
}

TEST_F(TranscriptTest, ThePromptIsReadBeforeEachUtterance) {
  script_.asked = std::make_shared<engines::fake::Asked>();
  auto prompted = job({});
  prompted.prompt = "O gato e o cachorro foram juntos para casa.";
  ASSERT_TRUE(run(prompted, {{2, 8}, {3, 0}, {2, 3}, {3, 0}}).ok());
  ASSERT_EQ(script_.asked->requests.size(), 2U);
  for (const auto& request : script_.asked->requests) {
    EXPECT_EQ(request.previous_text, prompted.prompt);
    EXPECT_EQ(request.likely_language, kPt);  // which it is in itself, and then what was heard
  }
}

}  // namespace
}  // namespace dragoman::pipeline

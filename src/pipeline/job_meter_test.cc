#include "pipeline/job_meter.h"

#include <future>
#include <string>

#include <gmock/gmock.h>

#include "base/metrics.h"
#include "engines/fake/fake_engines.h"
#include "engines/fake/fake_recording.h"
#include "pipeline/recorder_test.h"
#include "pipeline/translate.h"

namespace dragoman::pipeline {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class JobMeterTest : public testing::Test {
 protected:
  base::Status translate_one(const base::CancelToken& cancel = {}) {
    engines::fake::Script script;
    script.lines[3] = {core::Language::kEnglish, "The cat sat. It was happy.", ""};
    Engines engines(engines::fake::make_engine_set(script), {}, Metrics(registry_));
    core::Job job;
    job.source = core::Language::kEnglish;
    job.target = core::Language::kPortuguese;
    job.speech = core::SpeechWish{.voice = "fake_pt"};
    job.input = core::MediaBytes{
        std::make_shared<const std::string>(engines::fake::make_wav({{1, 0}, {3, 3}, {4, 0}}))};
    return translate(job, engines, {}, recorder_, cancel);
  }

  base::Metrics registry_;
  Recorder recorder_;
};

TEST_F(JobMeterTest, CountsAWholeTranslation) {
  ASSERT_TRUE(translate_one());
  const auto text = registry_.text();
  for (const std::string line : {
           R"(dragoman_jobs_total{job="translation",outcome="done"} 1)",
           R"(dragoman_jobs_running{job="translation"} 0)",
           R"(dragoman_job_first_text_seconds_count{job="translation"} 1)",
           R"(dragoman_job_first_audio_seconds_count{job="translation"} 1)",
           R"(dragoman_job_real_time_factor_count{job="translation"} 1)",
           R"(dragoman_tokens_total{job="translation",kind="input_audio"} 100)",
           R"(dragoman_audio_seconds_total{direction="in",job="translation"} 8)",
           R"(dragoman_stage_run_seconds_count{stage="open"} 1)",
           R"(dragoman_stage_run_seconds_count{stage="recognise"} 1)",
           R"(dragoman_stage_wait_seconds_count{stage="recognise"} 1)",
           R"(dragoman_pool_batch_requests_count{stage="recognise"} 1)",
           R"(dragoman_pool_waiting_requests{stage="recognise"} 0)",
           R"(dragoman_jobs_total{job="speech",outcome="done"} 0)",
       }) {
    EXPECT_THAT(text, HasSubstr(line + "\n"));
  }
  for (const std::string stage : {"decode", "segment"}) {  // a call each half second
    EXPECT_THAT(text, ContainsRegex("stage_run_seconds_count.stage=." + stage + ".. 1[6-9]\n"));
  }
}

TEST_F(JobMeterTest, CountsHowJobsEnd) {
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  EXPECT_FALSE(translate_one(gone.token()));
  const base::CancelSource late({}, std::chrono::steady_clock::now());
  EXPECT_FALSE(translate_one(late.token()));
  recorder_.on_event = [](const core::Event&) {
    return base::Status(base::Error{base::ErrorKind::kIo, "", ""});
  };
  EXPECT_FALSE(translate_one());
  const auto text = registry_.text();
  for (const std::string outcome : {"cancelled", "deadline", "failed"}) {
    EXPECT_THAT(text, HasSubstr("outcome=\"" + outcome + "\"} 1\n"));
  }
  EXPECT_THAT(text, HasSubstr(R"(outcome="done"} 0)"));
}

}  // namespace
}  // namespace dragoman::pipeline

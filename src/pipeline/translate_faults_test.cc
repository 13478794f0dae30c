#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "engines/fake/fake_engines.h"
#include "engines/fake/fake_recording.h"
#include "pipeline/recorder_test.h"
#include "pipeline/translate.h"

namespace dragoman::pipeline {
namespace {

class TranslateFaultsTest : public testing::Test {
 protected:
  TranslateFaultsTest() {
    script_.lines[3] = {core::Language::kEnglish, "The cat sat.", ""};
    job_.source = core::Language::kEnglish;
    job_.target = core::Language::kPortuguese;
    const auto file = engines::fake::make_wav({{1, 0}, {3, 3}, {3, 0}});
    job_.input = core::MediaBytes{std::make_shared<const std::string>(file)};
  }

  base::Status run(const core::Job& job) {
    Engines engines(engines::fake::make_engine_set(script_), {});
    return translate(job, engines, {}, recorder_, {});
  }

  engines::fake::Script script_;
  core::Job job_;
  Recorder recorder_;
};

TEST_F(TranslateFaultsTest, WhatAStageThrowsEndsTheJobAlone) {
  recorder_.on_event = [](const core::Event&) -> base::Status {
    throw std::runtime_error("broken");
  };
  const auto status = run(job_);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, base::ErrorKind::kInternal);
  EXPECT_EQ(status.error().detail, "broken");
}

TEST_F(TranslateFaultsTest, WhatAnEngineThrowsEndsTheJobAlone) {
  for (const std::string_view failing : {"recognise", "translate", "speak"}) {
    script_.before = [failing](std::string_view work, const auto&, const auto&) {
      if (work == failing) throw std::bad_alloc();
    };
    auto spoken = job_;
    spoken.speech = core::SpeechWish{.voice = "fake_pt"};
    const auto status = run(spoken);
    ASSERT_FALSE(status.ok()) << failing;
    EXPECT_EQ(status.error().kind, base::ErrorKind::kUnavailable);
  }
}

}  // namespace
}  // namespace dragoman::pipeline

#include "pipeline/speak.h"

#include <string>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/fake/fake_engines.h"
#include "pipeline/recorder_test.h"
#include "text/tokens.h"

namespace dragoman::pipeline {
namespace {

using core::Language;

class SpeakTest : public testing::Test {
 protected:
  static core::SpeechJob job(std::string text, std::string voice = "fake_en") {
    return {
        .text = std::move(text), .wish = {.voice = std::move(voice), .rate = 1.0}, .language = {}};
  }

  base::Status run(const core::SpeechJob& job) {
    return speak(job, engines_, recorder_, cancel_.token());
  }

  [[nodiscard]] double speech_s() const {
    std::size_t samples = 0;
    for (const auto& delta : recorder_.all<core::AudioDelta>()) samples += delta.samples.size();
    return static_cast<double>(samples) / core::kSpeakRateHz;
  }

  Engines engines_{
      engines::fake::make_engine_set({}),
      {{"Cherry", {{Language::kEnglish, "fake_en"}, {Language::kPortuguese, "fake_pt"}}}}};
  base::CancelSource cancel_;
  Recorder recorder_;
};

TEST_F(SpeakTest, SpeaksSentenceBySentenceTheFirstClauseFirst) {
  const std::string text = "Well, this is it, my dear old friend. It was good. And over.";
  ASSERT_TRUE(run(job(text)));
  EXPECT_EQ(recorder_.all<core::AudioDelta>().size(), 4U);
  EXPECT_EQ(recorder_.all<core::Started>().front().source, Language::kEnglish);
  const auto usage = recorder_.all<core::Finished>().front().usage;
  EXPECT_EQ(usage.output_text_tokens, text::count_tokens(text));
  EXPECT_GT(usage.output_audio_tokens, 25);
  ASSERT_EQ(recorder_.used.size(), 1U);
  EXPECT_EQ(recorder_.used[0].total_tokens(), usage.total_tokens());
}

TEST_F(SpeakTest, HeedsTheRate) {
  auto fast = job("Twenty letters or so");
  ASSERT_TRUE(run(fast));
  const auto usual_s = speech_s();
  recorder_.events.clear();
  fast.wish.rate = 2.0;
  ASSERT_TRUE(run(fast));
  EXPECT_LT(speech_s(), 0.75 * usual_s);
}

TEST_F(SpeakTest, TellsTheLanguageFromTheVoiceElseTheText) {
  EXPECT_EQ(*spoken_language(job("Não sei o que você quer.", "fake_en"), engines_),
            Language::kEnglish);
  EXPECT_EQ(*spoken_language(job("Não sei o que você quer dizer.", "cherry"), engines_),
            Language::kPortuguese);
  EXPECT_EQ(*spoken_language(job("I do not know what you mean.", "cherry"), engines_),
            Language::kEnglish);
  auto named = job("Chat.", "cherry");
  named.language = Language::kPortuguese;
  EXPECT_EQ(*spoken_language(named, engines_), Language::kPortuguese);
}

TEST_F(SpeakTest, SaysWhatIsWrong) {
  auto wrong = job("Hello.", "nobody");
  EXPECT_EQ(run(wrong).error().kind, base::ErrorKind::kVoiceUnsupported);
  wrong = job("Hello.");
  wrong.language = Language::kFrench;
  EXPECT_EQ(run(wrong).error().kind, base::ErrorKind::kVoiceUnsupported);
  EXPECT_EQ(run(job("Сегодня хорошая погода.", "Cherry")).error().kind,
            base::ErrorKind::kLanguageUnsupported);
  for (const char* nothing : {"", " ", "...", "?"}) {
    EXPECT_EQ(run(job(nothing)).error().kind, base::ErrorKind::kInvalidArgument) << nothing;
    EXPECT_EQ(run(job(nothing, "Cherry")).error().kind, base::ErrorKind::kInvalidArgument);
  }
  EXPECT_EQ(*spoken_language(job("123", "Cherry"), engines_), Language::kEnglish);
  EXPECT_TRUE(recorder_.used.empty());
}

TEST_F(SpeakTest, StopsWhenItIsCancelled) {
  recorder_.on_event = [&](const core::Event& event) {
    if (std::holds_alternative<core::AudioDelta>(event)) {
      cancel_.cancel(base::CancelReason::kClientGone);
    }
    return base::Status();
  };
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "One more sentence. ";
  EXPECT_EQ(run(job(text)).error().kind, base::ErrorKind::kCancelled);
  EXPECT_EQ(recorder_.all<core::AudioDelta>().size(), 1U);
  ASSERT_EQ(recorder_.used.size(), 1U);
  EXPECT_EQ(recorder_.used[0].output_text_tokens, text::count_tokens(text));
}

}  // namespace
}  // namespace dragoman::pipeline

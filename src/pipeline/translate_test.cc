#include "pipeline/translate.h"

#include <cmath>
#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "core/audio.h"
#include "engines/fake/fake_engines.h"
#include "engines/fake/fake_recording.h"
#include "media/testing/make_media.h"
#include "pipeline/recorder_test.h"

namespace dragoman::pipeline {
namespace {

using core::Language;
using engines::fake::make_wav;
using engines::fake::Stretch;

constexpr auto kEn = Language::kEnglish;
constexpr auto kPt = Language::kPortuguese;

class TranslateTest : public testing::Test {
 protected:
  TranslateTest() {
    script_.lines[3] = {kEn, "The cat sat. It was happy.", ""};
    script_.lines[5] = {kEn, "Then it", ""};
    script_.lines[6] = {kEn, "went home.", ""};
    script_.lines[7] = {Language::kFrench, "Bonjour.", "Good day. Come in."};
    script_.lines[8] = {kPt, "Boa noite.", ""};
  }

  base::Status run(core::Job job, const std::vector<Stretch>& stretches,
                   const base::CancelToken& cancel = {}) {
    return run_file(std::move(job), make_wav(stretches), cancel);
  }

  base::Status run_file(core::Job job, std::string file, const base::CancelToken& cancel = {}) {
    job.input = core::MediaBytes{std::make_shared<const std::string>(std::move(file))};
    Engines engines(engines::fake::make_engine_set(script_), {});
    return translate(job, engines, limits_, recorder_, cancel);
  }

  static core::Job job(std::optional<Language> source, Language target) {
    core::Job job;
    job.source = source;
    job.target = target;
    return job;
  }

  [[nodiscard]] std::vector<core::Segment> segments() const {
    std::vector<core::Segment> segments;
    for (const auto& done : recorder_.all<core::SegmentDone>()) segments.push_back(done.segment);
    return segments;
  }

  engines::fake::Script script_;
  Limits limits_;
  Recorder recorder_;
};

TEST_F(TranslateTest, OneStudentSentenceBySentence) {
  ASSERT_TRUE(run(job(kEn, kPt), {{1, 0}, {3, 3}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "The cat sat (pt). It was happy (pt).");
  const auto done = segments();
  ASSERT_EQ(done.size(), 2U);
  EXPECT_EQ(done[0].source_text, "The cat sat.");
  EXPECT_NEAR(done[0].span.start.count(), 0.8, 0.1);
  EXPECT_NEAR(done[1].span.end.count(), 4.2, 0.1);
  EXPECT_TRUE(std::holds_alternative<core::Started>(recorder_.events.front()));
  EXPECT_TRUE(std::holds_alternative<core::Finished>(recorder_.events.back()));
}

TEST_F(TranslateTest, SentencesCrossUtterances) {
  ASSERT_TRUE(run(job(kEn, kPt), {{6.5, 5}, {0.9, 0}, {6.5, 6}, {1, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "Then it went home (pt).");
}

TEST_F(TranslateTest, ManyUtterancesKeepTheirOrder) {
  std::vector<Stretch> stretches;
  std::string expected;
  for (int i = 0; i < 12; ++i) {
    const int level = i % 2 == 0 ? 3 : 6;
    stretches.push_back({1.5, level});
    stretches.push_back({3, 0});
    if (i > 0) expected += " ";
    expected += level == 3 ? "The cat sat (pt). It was happy (pt)." : "went home (pt).";
  }
  ASSERT_TRUE(run(job(kEn, kPt), stretches).ok());
  EXPECT_EQ(recorder_.text(), expected);
}

TEST_F(TranslateTest, TheRecognisersEnglishThenAStudent) {
  auto french = job(Language::kFrench, kPt);
  french.want_source_text = true;
  ASSERT_TRUE(run(french, {{2, 7}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "Good day (pt). Come in (pt).");
  EXPECT_EQ(segments().at(0).source_text, "Bonjour.");
}

TEST_F(TranslateTest, WhatWasSaidIsKeptWhereItsTranslationIsEmpty) {
  script_.lines[7] = {Language::kFrench, "Bonjour.", ""};
  auto french = job(Language::kFrench, kEn);
  french.want_source_text = true;
  ASSERT_TRUE(run(french, {{2, 7}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "");
  EXPECT_TRUE(recorder_.all<core::TextDelta>().empty());
  EXPECT_EQ(segments().at(0).source_text, "Bonjour.");
}

TEST_F(TranslateTest, TheRecogniserIsToldTheTerms) {
  script_.asked = std::make_shared<engines::fake::Asked>();
  auto with_terms = job(kEn, kPt);
  with_terms.glossary = {{"cat", "gato"}, {"dog", "cachorro"}};
  ASSERT_TRUE(run(with_terms, {{2, 3}, {3, 0}}).ok());
  ASSERT_EQ(script_.asked->requests.size(), 1U);
  const auto& request = script_.asked->requests.front();
  ASSERT_NE(request.terms, nullptr);
  EXPECT_EQ(*request.terms, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_TRUE(request.words_wanted);
}

TEST_F(TranslateTest, PreviousTextIsReadWhereTheOperatorWantsIt) {
  script_.asked = std::make_shared<engines::fake::Asked>();
  limits_.read_previous_text = true;
  ASSERT_TRUE(run(job({}, kPt), {{2, 3}, {3, 0}, {2, 5}, {12, 0}, {2, 6}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "The cat sat (pt). It was happy (pt). Then it (pt) went home (pt).");
  const auto& asked = script_.asked->requests;
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[0].previous_text, "");
  EXPECT_EQ(asked[1].previous_text, "The cat sat. It was happy.");
  EXPECT_EQ(asked[1].likely_language, kEn);
  EXPECT_EQ(asked[2].previous_text, "");  // said too long before
}

TEST_F(TranslateTest, ATranslatorThatReadsContextIsToldWhatWasSaidBefore) {
  script_.asked = std::make_shared<engines::fake::Asked>();
  script_.translators_read_context = true;
  ASSERT_TRUE(
      run(job({}, kPt), {{2, 3}, {3, 0}, {2, 6}, {12, 0}, {2, 6}, {3, 0}, {2, 7}, {1, 0}}).ok());
  const auto& asked = script_.asked->translations;
  ASSERT_EQ(asked.size(), 5U);
  using Sentences = std::vector<std::string>;
  EXPECT_EQ(asked[0].hints.previous, Sentences());
  EXPECT_EQ(asked[1].hints.previous, Sentences{"The cat sat."});
  EXPECT_EQ(asked[2].hints.previous, (Sentences{"The cat sat.", "It was happy."}));
  EXPECT_EQ(asked[3].hints.previous, Sentences()) << "said too long before";
  EXPECT_EQ(asked[4].sentences, (Sentences{"Good day.", "Come in."}));
  EXPECT_EQ(asked[4].hints.previous, Sentences{"went home."}) << "English, as this is by now";
}

TEST_F(TranslateTest, SentencesOfAnotherLanguageAreNoContext) {
  script_.asked = std::make_shared<engines::fake::Asked>();
  script_.translators_read_context = true;
  script_.directions.push_back({Language::kFrench, kPt});
  ASSERT_TRUE(run(job({}, kPt), {{2, 6}, {3, 0}, {2, 7}, {3, 0}, {2, 7}, {1, 0}}).ok());
  const auto& asked = script_.asked->translations;
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[1].hints.previous, std::vector<std::string>());
  EXPECT_EQ(asked[2].hints.previous, std::vector<std::string>{"Bonjour."});
}

TEST_F(TranslateTest, AStudentIsToldNothingThatItDoesNotRead) {
  script_.asked = std::make_shared<engines::fake::Asked>();
  ASSERT_TRUE(run(job(kEn, kPt), {{2, 3}, {1, 0}}).ok());
  ASSERT_EQ(script_.asked->translations.size(), 2U);
  for (const auto& asked : script_.asked->translations) EXPECT_TRUE(asked.hints.previous.empty());
}

TEST_F(TranslateTest, OfAFilmInTwoLanguagesHearsTheOneThatIsAskedFor) {
  const auto film = media::testing::make_media(
      "mov", std::vector{media::testing::Sound{.seconds = 2, .amplitude = 0.3, .language = "eng"},
                         media::testing::Sound{.seconds = 2, .amplitude = 0.7, .language = "fra"}});
  ASSERT_TRUE(run_file(job(kEn, kPt), film).ok());
  EXPECT_EQ(recorder_.text(), "The cat sat (pt). It was happy (pt).");
  recorder_.events.clear();
  ASSERT_TRUE(run_file(job(Language::kFrench, kPt), film).ok());
  EXPECT_EQ(recorder_.text(), "Good day (pt). Come in (pt).");
}

TEST_F(TranslateTest, DetectsTheLanguageBeforeItStarts) {
  ASSERT_TRUE(run(job(std::nullopt, kEn), {{2, 7}, {3, 0}}).ok());
  EXPECT_EQ(std::get<core::Started>(recorder_.events.front()).source, Language::kFrench);
  EXPECT_EQ(recorder_.text(), "Good day. Come in.");
}

TEST_F(TranslateTest, WhatIsInTheTargetLanguageAlreadyPassesThrough) {
  ASSERT_TRUE(run(job(std::nullopt, kPt), {{2, 8}, {3, 0}, {2, 3}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "Boa noite. The cat sat (pt). It was happy (pt).");
  EXPECT_TRUE(segments().at(0).passed_through);
  EXPECT_FALSE(segments().at(1).passed_through);
}

TEST_F(TranslateTest, ALaterStretchWithoutARoutePassesThroughUnspoken) {
  script_.to_english = {};
  auto spoken = job(std::nullopt, kPt);
  spoken.speech = core::SpeechWish{"fake_pt", 1.0};
  ASSERT_TRUE(run(spoken, {{2, 6}, {3, 0}, {2, 7}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "went home (pt). Bonjour.");
  EXPECT_TRUE(segments().at(1).passed_through);
  EXPECT_EQ(recorder_.all<core::AudioDelta>().size(), 1U);
}

TEST_F(TranslateTest, FirstSpeechWithoutARouteIsRefusedBeforeItStarts) {
  script_.to_english = {};
  const auto status = run(job(std::nullopt, kPt), {{2, 7}, {3, 0}});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, base::ErrorKind::kLanguageUnsupported);
  EXPECT_TRUE(recorder_.events.empty());
}

TEST_F(TranslateTest, TheGlossaryReachesTheTranslator) {
  auto with_terms = job(kEn, kPt);
  with_terms.glossary = {{"cat", "gato"}, {"dog", "cão"}};
  ASSERT_TRUE(run(with_terms, {{1, 0}, {3, 3}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "The gato sat (pt). It was happy (pt).");
}

TEST_F(TranslateTest, TheGlossaryLivesThroughAPivot) {
  script_.directions = {{Language::kFrench, kEn}, {kEn, kPt}};
  auto with_terms = job(Language::kFrench, kPt);
  with_terms.glossary = {{"Bonjour", "Olá"}};
  ASSERT_TRUE(run(with_terms, {{2, 7}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "Olá (en) (pt).");
}

TEST_F(TranslateTest, WhatPassesThroughIsLeftAlone) {
  auto with_terms = job(std::nullopt, kPt);
  with_terms.glossary = {{"Boa", "Bela"}};
  ASSERT_TRUE(run(with_terms, {{2, 8}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "Boa noite.");
}

TEST_F(TranslateTest, ChineseComesInTheScriptThatIsAskedFor) {
  constexpr auto kZh = Language::kChinese;
  script_.directions = {{kEn, kZh}, {kZh, kEn}};
  script_.lines[3] = {kEn, "头发.", ""};
  script_.lines[4] = {kZh, "皇后的頭髮。", ""};
  auto to_chinese = job(kEn, kZh);
  to_chinese.chinese_script = core::ChineseScript::kTraditional;
  ASSERT_TRUE(run(to_chinese, {{2, 3}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.text(), "頭髮 (zh).");
  EXPECT_EQ(segments().at(0).source_text, "头发.") << "English, as far as is known";
  recorder_.events.clear();
  auto from_chinese = job(kZh, kEn);
  from_chinese.chinese_script = core::ChineseScript::kSimplified;
  ASSERT_TRUE(run(from_chinese, {{2, 4}, {3, 0}}).ok());
  EXPECT_EQ(segments().at(0).source_text, "皇后的头发。");
}

TEST_F(TranslateTest, SilenceIsAnEmptyAnswer) {
  for (const auto source : {std::optional<Language>(), std::optional(kEn)}) {
    recorder_.events.clear();
    ASSERT_TRUE(run(job(source, kPt), {{3, 0}}).ok());
    EXPECT_EQ(recorder_.text(), "");
    EXPECT_EQ(recorder_.all<core::Started>().size(), 1U);
    EXPECT_EQ(recorder_.all<core::Finished>().at(0).usage.input_audio_tokens, 38);
  }
}

TEST_F(TranslateTest, ZeroSamplesAreAnError) {
  const auto status = run(job(kEn, kPt), {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, base::ErrorKind::kMediaEmpty);
}

TEST_F(TranslateTest, SpeechFollowsItsTextAndIsCounted) {
  auto spoken = job(kEn, kPt);
  spoken.speech = core::SpeechWish{"fake_pt", 2.0};
  ASSERT_TRUE(run(spoken, {{3, 3}, {3, 0}}).ok());
  const auto audio = recorder_.all<core::AudioDelta>();
  ASSERT_EQ(audio.size(), 2U);
  std::size_t samples = 0;
  for (const auto& delta : audio) samples += delta.samples.size();
  const double seconds = static_cast<double>(samples) / core::kSpeakRateHz;
  const auto usage = recorder_.all<core::Finished>().at(0).usage;
  EXPECT_EQ(usage.output_audio_tokens, static_cast<std::int64_t>(std::ceil(seconds * 12.5)));
  bool text_seen = false;
  for (const auto& event : recorder_.events) {
    if (std::holds_alternative<core::TextDelta>(event)) text_seen = true;
    if (std::holds_alternative<core::AudioDelta>(event)) {
      EXPECT_TRUE(text_seen);
    }
  }
}

TEST_F(TranslateTest, SpeechPausesWhereTheRecordingDoes) {
  script_.lines[4] = {kEn, "Yes.", ""};
  auto spoken = job(kEn, kPt);
  spoken.speech = core::SpeechWish{"fake_pt", 1.0};
  ASSERT_TRUE(run(spoken, {{2, 4}, {9, 0}, {2, 4}, {3, 0}}).ok());
  const auto audio = recorder_.all<core::AudioDelta>();
  ASSERT_EQ(audio.size(), 2U);
  const auto silence = [](const core::AudioDelta& delta) {
    const auto sound = std::ranges::find_if(delta.samples, [](auto sample) { return sample != 0; });
    return static_cast<double>(sound - delta.samples.begin()) / core::kSpeakRateHz;
  };
  EXPECT_LT(silence(audio[0]), 0.01);
  EXPECT_NEAR(silence(audio[1]), 1.2, 0.01) << "as there, but bounded";
}

TEST_F(TranslateTest, ACancelStopsSpeakingAtTheNextCall) {
  script_.asked = std::make_shared<engines::fake::Asked>();
  base::CancelSource source;
  int calls = 0;
  script_.asked->on_speech = [&] {
    if (++calls == 2) source.cancel(base::CancelReason::kClientGone);
  };
  script_.lines[3].text = "";
  for (int i = 0; i < 60; ++i) script_.lines[3].text += "The cat sat on the mat. ";
  auto spoken = job(kEn, kPt);
  spoken.speech = core::SpeechWish{"fake_pt", 1.0};
  const auto status = run(spoken, {{3, 3}, {3, 0}}, source.token());
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, base::ErrorKind::kCancelled);
  EXPECT_EQ(calls, 2);
}

TEST_F(TranslateTest, TheTextLimitEndsTheJobEarlyAndSaysSo) {
  auto limited = job(kEn, kPt);
  limited.max_text_tokens = 4;
  std::vector<Stretch> stretches;
  for (int i = 0; i < 30; ++i) {
    stretches.push_back({2, 3});
    stretches.push_back({3, 0});
  }
  ASSERT_TRUE(run(limited, stretches).ok());
  EXPECT_EQ(recorder_.text(), "The cat sat (");
  const auto finished = recorder_.all<core::Finished>().at(0);
  EXPECT_EQ(finished.reason, core::FinishReason::kLength);
  EXPECT_EQ(finished.usage.output_text_tokens, 4);
}

TEST_F(TranslateTest, TheOperatorsTextLimitIsForJobsThatNameNone) {
  limits_.max_text_tokens = 2;
  ASSERT_TRUE(run(job(kEn, kPt), {{2, 3}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.all<core::Finished>().at(0).usage.output_text_tokens, 2);
  auto limited = job(kEn, kPt);
  limited.max_text_tokens = 3;
  ASSERT_TRUE(run(limited, {{2, 3}, {3, 0}}).ok());
  EXPECT_EQ(recorder_.all<core::Finished>().at(1).usage.output_text_tokens, 3);
}

TEST_F(TranslateTest, ARecordingOverTheInputLimitIsRefused) {
  limits_.max_input_tokens = 63;  // five seconds
  EXPECT_TRUE(run(job(kEn, kPt), {{2, 3}, {3, 0}}).ok());
  recorder_.events.clear();
  const auto status = run(job(kEn, kPt), {{2, 3}, {3.1, 0}});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, base::ErrorKind::kInputTooLong);
  EXPECT_TRUE(recorder_.events.empty()) << "its length is stated, so nothing need begin";
}

TEST_F(TranslateTest, CancelStopsEverything) {
  base::CancelSource source;
  recorder_.on_event = [&](const core::Event& event) {
    if (std::holds_alternative<core::TextDelta>(event))
      source.cancel(base::CancelReason::kClientGone);
    return base::Status();
  };
  std::vector<Stretch> stretches;
  for (int i = 0; i < 30; ++i) {
    stretches.push_back({2, 3});
    stretches.push_back({3, 0});
  }
  const auto status = run(job(kEn, kPt), stretches, source.token());
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, base::ErrorKind::kCancelled);
  EXPECT_TRUE(recorder_.all<core::Finished>().empty());
  ASSERT_EQ(recorder_.used.size(), 1U) << "what was heard and said counts";
  EXPECT_GT(recorder_.used[0].input_audio_tokens, 12);
  EXPECT_GT(recorder_.used[0].output_text_tokens, 0);
}

TEST_F(TranslateTest, ASinkThatFailsStopsTheJobWithItsError) {
  recorder_.on_event = [](const core::Event&) {
    return base::Status(base::Error{base::ErrorKind::kIo, "The disk is full.", ""});
  };
  EXPECT_EQ(run(job(kEn, kPt), {{3, 3}, {3, 0}}).error().kind, base::ErrorKind::kIo);
}

TEST_F(TranslateTest, AnEngineThatFailsStopsTheJobWithItsError) {
  script_.recogniser_fails = base::Error{base::ErrorKind::kInternal, "The recogniser broke.", ""};
  EXPECT_EQ(run(job(kEn, kPt), {{3, 3}, {3, 0}}).error().message, "The recogniser broke.");
}

TEST_F(TranslateTest, RefusesBeforeItReads) {
  EXPECT_EQ(run(job(kEn, kEn), {{1, 3}}).error().kind, base::ErrorKind::kLanguageUnsupported);
  EXPECT_EQ(run(job(kEn, Language::kThai), {{1, 3}}).error().kind,
            base::ErrorKind::kLanguageUnsupported);
  auto wrong_voice = job(kEn, kPt);
  wrong_voice.speech = core::SpeechWish{"fake_en", 1.0};
  EXPECT_EQ(run(wrong_voice, {{1, 3}}).error().kind, base::ErrorKind::kVoiceUnsupported);
  EXPECT_TRUE(recorder_.events.empty());
}

}  // namespace
}  // namespace dragoman::pipeline

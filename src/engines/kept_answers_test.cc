#include "engines/kept_answers.h"

#include <map>

#include <gtest/gtest.h>

#include "engines/fake/fake_engines.h"

namespace dragoman::engines {
namespace {

using core::Language;

class MemoryShelf final : public AnswerShelf {
 public:
  std::optional<std::string> find(AnswerKind kind, std::string_view key) override {
    const auto it = answers.find({kind, std::string(key)});
    return it == answers.end() ? std::nullopt : std::optional(it->second);
  }
  base::Status keep(AnswerKind kind, std::string_view key, std::string_view bytes) override {
    if (full) return base::Error{base::ErrorKind::kStorageFull, "The disk is full.", ""};
    answers[{kind, std::string(key)}] = bytes;
    return {};
  }
  std::map<std::pair<AnswerKind, std::string>, std::string> answers;
  bool full = false;
};

class KeptAnswersTest : public testing::Test {
 protected:
  KeptAnswersTest() {
    script_.asked = std::make_shared<fake::Asked>();
    script_.lines[3] = {Language::kEnglish, "The cat sat.", "The cat."};
  }
  EngineSet set() { return keep_answers(fake::make_engine_set(script_), shelf_); }

  static AsrRequest heard() {
    AsrRequest request;
    request.samples.assign(16000, 0.3F);
    return request;
  }
  static MtRequest sentence(std::string text) {
    return {{Language::kEnglish, Language::kPortuguese}, {std::move(text)}, {}, {}};
  }
  static SpeechRequest speech(std::string text, std::optional<double> duration_s = {}) {
    return {std::move(text), Language::kPortuguese, "fake_pt", 1.0, {}, duration_s};
  }

  fake::Script script_;
  std::shared_ptr<MemoryShelf> shelf_ = std::make_shared<MemoryShelf>();
};

TEST_F(KeptAnswersTest, WhatWasHeardIsNotHeardAgain) {
  auto request = heard();
  request.english_wanted = core::LanguageSet::all();
  const std::vector<AsrRequest> batch{request, heard()};
  const auto fresh = set().recognisers[0]->recognise(batch);
  ASSERT_EQ(script_.asked->requests.size(), 2U);
  const auto kept = set().recognisers[0]->recognise(batch);
  EXPECT_EQ(script_.asked->requests.size(), 2U);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0]->text, "The cat sat.");
  EXPECT_EQ(kept[0]->english, fresh[0]->english);
  EXPECT_FALSE(kept[1]->english);
  EXPECT_EQ(kept[0]->language, Language::kEnglish);
}

TEST_F(KeptAnswersTest, ALikelyLanguageMakesNoOtherQuestionANamedOneDoes) {
  auto engines = set();
  auto request = heard();
  static_cast<void>(engines.recognisers[0]->recognise(std::vector{request}));
  request.likely_language = Language::kGerman;
  static_cast<void>(engines.recognisers[0]->recognise(std::vector{request}));
  EXPECT_EQ(script_.asked->requests.size(), 1U);
  request.language = Language::kEnglish;
  static_cast<void>(engines.recognisers[0]->recognise(std::vector{request}));
  EXPECT_EQ(script_.asked->requests.size(), 2U);
}

TEST_F(KeptAnswersTest, OfABatchOnlyWhatIsNewIsAsked) {
  auto engines = set();
  static_cast<void>(engines.translators[0]->translate(std::vector{sentence("One.")}));
  const auto answers =
      engines.translators[0]->translate(std::vector{sentence("Two."), sentence("One.")});
  ASSERT_EQ(script_.asked->translations.size(), 2U);
  EXPECT_EQ(script_.asked->translations[1].sentences[0], "Two.");
  EXPECT_EQ((*answers[0])[0], "Two (pt).");
  EXPECT_EQ((*answers[1])[0], "One (pt).");
}

TEST_F(KeptAnswersTest, NotesMakeAnotherQuestion) {
  auto engines = set();
  auto request = sentence("One.");
  static_cast<void>(engines.translators[0]->translate(std::vector{request}));
  request.hints.notes = "shorter";
  static_cast<void>(engines.translators[0]->translate(std::vector{request}));
  EXPECT_EQ(script_.asked->translations.size(), 2U);
}

TEST_F(KeptAnswersTest, SpeechIsTheSameFreshAndKept) {
  const auto fresh = set().synthesisers[0]->synthesise(speech("Olá."));
  const auto kept = set().synthesisers[0]->synthesise(speech("Olá."));
  EXPECT_EQ(script_.asked->speeches.size(), 1U);
  ASSERT_FALSE(fresh->empty());
  EXPECT_EQ(*fresh, *kept);
}

TEST_F(KeptAnswersTest, AnotherVoiceTextOrDurationIsSpokenAnew) {
  auto engines = set();
  auto& speaker = *engines.synthesisers[0];
  static_cast<void>(speaker.synthesise(speech("Olá.")));
  static_cast<void>(speaker.synthesise(speech("Oi.")));
  static_cast<void>(speaker.synthesise(speech("Olá.", 0.5)));
  static_cast<void>(speaker.synthesise(speech("Olá.", 0.6)));
  EXPECT_EQ(script_.asked->speeches.size(), 4U);
  auto other = speech("Olá.");
  other.voice = "fake_en";
  EXPECT_FALSE(speaker.synthesise(other).ok());
}

TEST_F(KeptAnswersTest, WhatIsDamagedIsMadeAnew) {
  static_cast<void>(set().recognisers[0]->recognise(std::vector{heard()}));
  static_cast<void>(set().translators[0]->translate(std::vector{sentence("One.")}));
  const auto whole = shelf_->answers;
  for (const auto& [key, bytes] : whole) {
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      shelf_->answers[key] = bytes.substr(0, cut);
      EXPECT_EQ(set().recognisers[0]->recognise(std::vector{heard()})[0]->text, "The cat sat.");
      const auto said = set().translators[0]->translate(std::vector{sentence("One.")});
      EXPECT_EQ((*said[0])[0], "One (pt).");
    }
    shelf_->answers[key] = std::string(64, '\xFF');
    EXPECT_EQ(set().recognisers[0]->recognise(std::vector{heard()})[0]->text, "The cat sat.");
  }
}

TEST_F(KeptAnswersTest, OtherModelsAnswerForThemselves) {
  static_cast<void>(set().translators[0]->translate(std::vector{sentence("One.")}));
  auto other = fake::make_engine_set(script_);
  other.model_ids = {"another"};
  auto engines = keep_answers(std::move(other), shelf_);
  static_cast<void>(engines.translators[0]->translate(std::vector{sentence("One.")}));
  EXPECT_EQ(script_.asked->translations.size(), 2U);
}

TEST_F(KeptAnswersTest, AFullDiskIsToldAndCancelledWorkNotKept) {
  auto engines = set();
  base::CancelSource source;
  source.cancel(base::CancelReason::kShutdown);
  auto request = speech("Olá.");
  request.cancel = source.token();
  EXPECT_EQ(engines.synthesisers[0]->synthesise(request).error().kind, base::ErrorKind::kCancelled);
  EXPECT_TRUE(shelf_->answers.empty());
  shelf_->full = true;
  EXPECT_EQ(engines.synthesisers[0]->synthesise(speech("Olá.")).error().kind,
            base::ErrorKind::kStorageFull);
  EXPECT_EQ(engines.recognisers[0]->recognise(std::vector{heard()})[0].error().kind,
            base::ErrorKind::kStorageFull);
}

}  // namespace
}  // namespace dragoman::engines

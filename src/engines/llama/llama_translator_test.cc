// Prompting, guarding and asking again, on a tiny model's vocabulary and a generator that says what
// the test has it say.
#include "engines/llama/llama_translator.h"

#include <fstream>
#include <functional>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "base/files.h"
#include "engines/llama/testing/tiny_gguf.h"

namespace dragoman::engines::llama {
namespace {

using core::Language;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Direction kFrench{Language::kEnglish, Language::kFrench};
using Says = std::function<base::Result<std::string>(const std::string& prompt, bool again)>;

// What it was asked, as text.
struct Asked {
  std::string prompt;
  bool line = false;
};

class ScriptedGenerator final : public Generator {
 public:
  ScriptedGenerator(std::shared_ptr<const LanguageModel> model, Says says,
                    std::vector<Asked>& asked)
      : model_(std::move(model)), says_(std::move(says)), asked_(asked) {}

  std::vector<base::Result<std::string>> run(std::span<const Generation> requests) override {
    std::vector<base::Result<std::string>> answers;
    for (const auto& request : requests) {
      asked_.push_back({model_->text_of(request.prompt), request.line});
      if (auto status = request.cancel.check(); !status) {
        answers.emplace_back(status.error());
      } else {
        answers.push_back(says_(asked_.back().prompt, request.repeat_penalty > 1.0F));
      }
    }
    return answers;
  }
  Counts counts() const override { return {}; }
  GeneratorSizes sizes() const override { return {4, 2048, 2}; }

 private:
  std::shared_ptr<const LanguageModel> model_;
  Says says_;
  std::vector<Asked>& asked_;
};

class LlamaTranslators : public ::testing::Test {
 protected:
  std::unique_ptr<Translator> open(Says says, std::string_view chat = "") {
    const auto path = dir_.path() + "/tiny.gguf";
    std::ofstream(path, std::ios::binary) << tiny_language_model(chat);
    auto model = LanguageModel::open(path);
    EXPECT_TRUE(model.ok()) << model.error().message;
    auto generator = std::make_unique<ScriptedGenerator>(*model, std::move(says), asked_);
    auto translator = make_llama_translator({kFrench}, *model, std::move(generator));
    EXPECT_TRUE(translator.ok());
    return *std::move(translator);
  }

  static MtResponse only(std::vector<base::Result<MtResponse>> answers) {
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers[0].ok());
    return answers[0].ok() ? *answers[0] : MtResponse{};
  }

  MtResponse translate(Translator& translator, std::vector<std::string> sentences,
                       MtHints hints = {}) {
    const MtRequest request{kFrench, std::move(sentences), {}, std::move(hints)};
    return only(translator.translate({&request, 1}));
  }

  base::TempDir dir_;
  std::vector<Asked> asked_;
};

const std::string kSource = "The new library opens in the town on Monday morning.";
const std::string kGood = "La nouvelle biblioth\u00e8que ouvre dans la ville lundi matin.";

TEST_F(LlamaTranslators, AGoodAnswerIsAskedForOnce) {
  auto translator = open([](const auto&, bool) { return " " + kGood + " "; });
  EXPECT_THAT(translate(*translator, {kSource, "", "  ", "..."}),
              ElementsAre(kGood, "", "", "..."));
  ASSERT_EQ(asked_.size(), 1U);
  EXPECT_THAT(asked_[0].prompt, EndsWith("English: " + kSource + "\nFrench:"));
  EXPECT_TRUE(asked_[0].line);
  EXPECT_THAT(translator->directions(), ElementsAre(kFrench));
  EXPECT_FALSE(translator->reads_context(kFrench));
}

TEST_F(LlamaTranslators, AChatModelIsAskedInItsFrame) {
  auto translator = open([](const auto&, bool) { return kGood; }, "<start_of_turn>");
  EXPECT_THAT(translate(*translator, {kSource}), ElementsAre(kGood));
  EXPECT_THAT(asked_.at(0).prompt,
              HasSubstr("<start_of_turn>user\nTranslate English into French."));
  EXPECT_THAT(asked_.at(0).prompt, EndsWith(kSource + "<end_of_turn>\n<start_of_turn>model\n"));
  EXPECT_FALSE(asked_.at(0).line);
  EXPECT_TRUE(translator->reads_context(kFrench));
}

TEST_F(LlamaTranslators, AnUnknownChatTemplateIsRefused) {
  const auto path = dir_.path() + "/tiny.gguf";
  std::ofstream(path, std::ios::binary) << tiny_language_model("[INST]");
  core::ModelFiles files;
  files.dir = dir_.path();
  files.files = {"tiny.gguf"};
  const auto translators = open_llama_translators(files, 1);
  ASSERT_FALSE(translators.ok());
  EXPECT_EQ(translators.error().kind, base::ErrorKind::kModelInvalid);
}

TEST_F(LlamaTranslators, ARefusedAnswerIsAskedForOnceMoreWithoutContext) {
  auto translator =
      open([](const auto&, bool again) { return again ? kGood : kSource; }, "<start_of_turn>");
  MtHints hints;
  hints.notes = "A small town.";
  hints.previous = {"He came in."};
  EXPECT_THAT(translate(*translator, {kSource}, hints), ElementsAre(kGood));
  ASSERT_EQ(asked_.size(), 2U);
  EXPECT_THAT(asked_[0].prompt, HasSubstr("A small town.\nHe came in.\n"));
  EXPECT_THAT(asked_[1].prompt, Not(HasSubstr("A small town.")));
}

TEST_F(LlamaTranslators, WhatIsRefusedTwiceIsLeftOut) {
  for (const auto& bad : {std::string(), kSource, std::string("non non non non non non"),
                          std::string("Новая библиотека открывается")}) {
    auto translator = open([&](const auto& prompt, bool) {
      return prompt.find(kSource) != std::string::npos ? bad : std::string("Bonjour.");
    });
    EXPECT_THAT(translate(*translator, {kSource, "Good morning."}), ElementsAre("", "Bonjour."));
  }
}

TEST_F(LlamaTranslators, TermsAreAskedForAgainAndPutAtLast) {
  MtHints hints;
  hints.terms = std::make_shared<const std::vector<core::Term>>(
      std::vector<core::Term>{{"library", "m\u00e9diath\u00e8que"}, {"museum", "mus\u00e9e"}});
  const std::string right = "La nouvelle m\u00e9diath\u00e8que ouvre en ville lundi.";
  auto obedient = open([&](const auto&, bool again) { return again ? right : kGood; });
  EXPECT_THAT(translate(*obedient, {kSource}, hints), ElementsAre(right));
  EXPECT_THAT(asked_.at(1).prompt, HasSubstr("English: library\nFrench: m\u00e9diath\u00e8que\n"));
  EXPECT_THAT(asked_.at(1).prompt, Not(HasSubstr("museum")));
  auto stubborn =
      open([](const auto&, bool) { return std::string("La nouvelle Library ouvre lundi matin."); });
  EXPECT_THAT(translate(*stubborn, {kSource}, hints),
              ElementsAre("La nouvelle m\u00e9diath\u00e8que ouvre lundi matin."));
}

TEST_F(LlamaTranslators, ALongSentenceGoesInStretches) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "The morning train left number " + std::to_string(i) + ", ";
  int count = 0;
  auto translator = open([&](const auto&, bool) {
    return "Le train du matin a quitt\u00e9 la gare num\u00e9ro " + std::to_string(++count) +
           " avec un retard et beaucoup de monde.";
  });
  const auto answer = translate(*translator, {text});
  EXPECT_EQ(answer.size(), 1U);
  EXPECT_GE(count, 2);
  EXPECT_THAT(answer[0], HasSubstr("num\u00e9ro 1 avec"));
  EXPECT_THAT(answer[0], HasSubstr("monde. Le train"));
}

TEST_F(LlamaTranslators, AFailureIsTheRequestsAlone) {
  auto translator = open([](const auto& prompt, bool) -> base::Result<std::string> {
    if (prompt.find("station") == std::string::npos) return kGood;
    return base::Error{base::ErrorKind::kInternal, "It failed.", ""};
  });
  base::CancelSource gone;
  gone.cancel(base::CancelReason::kClientGone);
  const std::vector<MtRequest> batch{{kFrench, {"Where is the station?"}, {}, {}},
                                     {kFrench, {kSource}, {}, {}},
                                     {kFrench, {kSource}, gone.token(), {}}};
  const auto answers = translator->translate(batch);
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0].error().kind, base::ErrorKind::kInternal);
  EXPECT_THAT(*answers[1], ElementsAre(kGood));
  EXPECT_EQ(answers[2].error().kind, base::ErrorKind::kCancelled);
}

TEST_F(LlamaTranslators, ARealGeneratorOfRandomWeightsSaysNothingOfUse) {
  const auto path = dir_.path() + "/tiny.gguf";
  std::ofstream(path, std::ios::binary) << tiny_language_model();
  core::ModelFiles files;
  files.dir = dir_.path();
  files.files = {"tiny.gguf"};
  files.directions = {{Language::kEnglish, Language::kFrench}};
  auto translators = open_llama_translators(files, 2);
  ASSERT_TRUE(translators.ok()) << translators.error().message << translators.error().detail;
  ASSERT_EQ(translators->size(), 2U);
  for (const auto& translator : *translators) {
    EXPECT_EQ(translate(*translator, {kSource, "caf\xff \xc3"}).size(), 2U);
  }
}

}  // namespace
}  // namespace dragoman::engines::llama

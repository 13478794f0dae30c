#include "models/select.h"

#include <gmock/gmock.h>

namespace dragoman::models {
namespace {

using core::Language;
using core::LanguageSet;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Catalogue& built_in() {
  static const auto catalogue = [] {
    auto read = built_in_catalogue();
    EXPECT_TRUE(read.ok());
    return *std::move(read);
  }();
  return catalogue;
}

std::vector<std::string> ids(const Selection& selection) {
  std::vector<std::string> out;
  for (const auto* model : selection.models) out.push_back(model->facts.id);
  return out;
}

// The point of the catalogue: no language is left without an owner unawares.
TEST(BuiltInCatalogue, EveryLanguageHasAnOwnerForEachJobOrARowThatSaysNoneIsKnown) {
  for (const auto tier : {Tier::kFast, Tier::kStandard, Tier::kBest}) {
    for (const auto& info : core::languages()) {
      const auto language = info.language;
      EXPECT_NE(choose(built_in(), core::ModelJob::kAsr, {language}, tier), nullptr) << info.name;
      const auto* voice = choose(built_in(), core::ModelJob::kTts, {language}, tier);
      bool gap = false;
      for (const auto& row : built_in().gaps) gap = gap || row.languages.contains(language);
      EXPECT_NE(voice != nullptr, gap) << info.name << ": a voice or a gap, not both";
      if (language == Language::kEnglish) continue;
      EXPECT_NE(choose_translator(built_in(), language, Language::kEnglish, tier), nullptr)
          << info.name;
      EXPECT_NE(choose_translator(built_in(), Language::kEnglish, language, tier), nullptr)
          << info.name;
    }
  }
}

TEST(BuiltInCatalogue, NobodyIsGivenARestrictedModelUnasked) {
  for (const auto tier : {Tier::kFast, Tier::kStandard, Tier::kBest}) {
    for (const auto* model : select_models(built_in(), LanguageSet::all(), tier).models) {
      EXPECT_FALSE(model->is_restricted) << model->facts.id;
    }
  }
  for (const auto& model : built_in().models) {
    EXPECT_FALSE(model.is_default && model.is_restricted) << model.facts.id;
    EXPECT_TRUE(!model.is_restricted || model.tiers.empty()) << model.facts.id;
  }
}

TEST(BuiltInCatalogue, StudentsAreLockedToTheByteAsTheyAreServed) {
  int students = 0;
  for (const auto& model : built_in().models) {
    if (!model.place || model.facts.engine != "student") continue;
    ++students;
    for (const auto& file : model.files) {
      EXPECT_TRUE(is_sha256(file.hub.sha256)) << model.facts.id;
      EXPECT_TRUE(file.hub.is_gzip);
    }
    EXPECT_TRUE(is_sha256(model.files[0].sha256)) << "the unpacked model as well";
  }
  EXPECT_EQ(students, 50);
}

TEST(Select, ByTier) {
  const LanguageSet german = {Language::kGerman};
  EXPECT_THAT(ids(select_models(built_in(), german, Tier::kFast)),
              ElementsAre("silero-vad", "whisper-base", "kokoro-82m", "student-de-en-tiny",
                          "student-en-de-tiny"));
  EXPECT_THAT(ids(select_models(built_in(), german, Tier::kStandard)),
              Contains("student-de-en-base-memory"));
  const auto best = ids(select_models(built_in(), german, Tier::kBest));
  EXPECT_THAT(best, Contains("student-de-en-base"));
  EXPECT_THAT(best, Contains("whisper-large-v3"));
}

TEST(Select, OneRecogniserForAllLanguagesTogether) {
  const auto both =
      select_models(built_in(), {Language::kGerman, Language::kCantonese}, Tier::kStandard);
  EXPECT_THAT(ids(both), Contains("whisper-large-v3-turbo"));
  EXPECT_THAT(ids(both), Not(Contains("whisper-base")));
  EXPECT_THAT(ids(both), Contains("hy-mt2-1.8b"));
  EXPECT_THAT(both.gaps, Not(Contains(HasSubstr("Cantonese: speech"))));
}

TEST(Select, SaysWhatNobodyDoes) {
  const auto thai = select_models(built_in(), {Language::kThai}, Tier::kStandard);
  EXPECT_THAT(thai.gaps, Contains(HasSubstr("Thai: speech: no voice")));
}

TEST(Select, StudentsBeforeModelsOfManyDirections) {
  const auto* student =
      choose_translator(built_in(), Language::kVietnamese, Language::kEnglish, Tier::kBest);
  EXPECT_EQ(student->facts.id, "student-vi-en-tiny");
  const auto* of_many =
      choose_translator(built_in(), Language::kEnglish, Language::kVietnamese, Tier::kBest);
  EXPECT_EQ(of_many->facts.id, "hy-mt2-7b");
}

TEST(Select, NothingForALanguageThatNobodyKnows) {
  const Catalogue empty;
  const auto selection = select_models(empty, {Language::kThai}, Tier::kFast);
  EXPECT_THAT(selection.models, IsEmpty());
  EXPECT_EQ(selection.gaps.size(), 5U);
}

}  // namespace
}  // namespace dragoman::models

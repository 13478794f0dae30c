#include "app/models_command.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "app/models_report.h"
#include "base/files.h"
#include "base/sha256.h"
#include "models/puller.h"

namespace dragoman::app {
namespace {

namespace fs = std::filesystem;
using core::Language;
using testing::HasSubstr;
using testing::Not;

// A mirror with two models for German, one of them under a licence that restricts.
class ModelsCommandTest : public testing::Test {
 protected:
  ModelsCommandTest() {
    catalogue_.hubs["lab"] = {models::HubKind::kFiles, "http://127.0.0.1:1"};
    catalogue_.models = {model("student-de-en", "MPL-2.0"), model("owned-de-en", "Gemma")};
    catalogue_.models[1].is_restricted = true;
    catalogue_.models[1].licence_evidence = "Its terms restrict use.";
    catalogue_.models[1].tiers.clear();
    source_.mirror = dir_.path() + "/mirror";
    for (const auto& each : catalogue_.models) {
      fs::create_directories(source_.mirror + "/" + each.facts.id);
      std::ofstream(source_.mirror + "/" + each.facts.id + "/model.bin") << "weights";
    }
  }

  static models::CatalogueModel model(std::string id, std::string licence) {
    models::CatalogueModel model;
    model.facts.id = std::move(id);
    model.facts.job = core::ModelJob::kMt;
    model.facts.source = Language::kGerman;
    model.facts.target = Language::kEnglish;
    model.facts.directions = {{model.facts.source, model.facts.target}};
    model.licence = std::move(licence);
    model.place = models::HubPlace{"lab", "models", "v1"};
    model.tiers = {models::Tier::kFast};
    const auto sum = base::sha256_hex("weights");
    model.files = {{"model.bin", 7, sum, 0, {"model.bin", false, 7, sum}}};
    model.facts.files = {"model.bin"};
    return model;
  }

  int pull(const ModelsArgs& args, const base::CancelToken& cancel = {}) {
    const PackageInstaller install = [this](const auto& ids, const auto& licences, const auto&) {
      installed_ids_ = ids;
      accepted_ = licences;
      return base::Status();
    };
    return pull_models(args, store(), source_, {}, install, console_, cancel);
  }
  [[nodiscard]] models::Store store() const { return {catalogue_, dir_.path() + "/models"}; }
  [[nodiscard]] bool installed(const std::string& id) const {
    return store().glance_at(*catalogue_.find(id)).state == models::ModelState::kInstalled;
  }
  void answers(std::string text) {
    console_.read_line = [text](const auto&) { return std::optional(text); };
  }

  base::TempDir dir_;
  models::Catalogue catalogue_;
  models::Source source_;
  std::vector<std::string> installed_ids_;  // by set-up
  std::vector<std::string> accepted_;
  output::StringSink out_;
  output::StringSink err_;
  Console console_{out_, err_};
};

TEST_F(ModelsCommandTest, WantsToBeToldWhat) {
  EXPECT_EQ(pull({}), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("Name models, or languages with --lang"));
  EXPECT_EQ(pull({.ids = {"whisper-huge"}, .yes = true}), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("There is no model whisper-huge"));
}

TEST_F(ModelsCommandTest, ShowsWhatItWouldFetchAndAsks) {
  answers("n");
  EXPECT_EQ(pull({.ids = {"student-de-en"}}), kExitOk);
  EXPECT_THAT(out_.bytes(), HasSubstr("student-de-en  0.0 MB  0.0 MB  MPL-2.0  "));
  EXPECT_THAT(out_.bytes(), HasSubstr("To fetch: 0.0 MB.\n"));
  EXPECT_THAT(err_.bytes(), HasSubstr("Fetch it? [y/N] "));
  EXPECT_FALSE(installed("student-de-en"));
  answers("y");
  EXPECT_EQ(pull({.ids = {"student-de-en"}}), kExitOk);
  EXPECT_TRUE(installed("student-de-en"));
  EXPECT_THAT(out_.bytes(), HasSubstr("student-de-en: installed.\n"));
}

TEST_F(ModelsCommandTest, WhereNobodyCanBeAskedItTakesYes) {
  EXPECT_EQ(pull({.ids = {"student-de-en"}}), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("add --yes"));
  EXPECT_FALSE(installed("student-de-en"));
  EXPECT_EQ(pull({.ids = {"student-de-en"}, .yes = true}), kExitOk);
  EXPECT_TRUE(installed("student-de-en"));
  EXPECT_EQ(pull({.ids = {"student-de-en"}, .yes = true}), kExitOk);
  EXPECT_THAT(err_.bytes(), HasSubstr("student-de-en: installed.\nNothing to fetch.\n"));
}

TEST_F(ModelsCommandTest, ARestrictingLicenceMustBeAcceptedByName) {
  EXPECT_EQ(pull({.ids = {"owned-de-en"}, .yes = true}), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("owned-de-en is under the licence Gemma. Its terms restrict "
                                      "use. To accept it: --accept-licence Gemma."));
  EXPECT_EQ(pull({.ids = {"owned-de-en"}, .yes = true, .accepted_licences = {"Llama"}}),
            kExitUsage);
  EXPECT_FALSE(installed("owned-de-en"));
  EXPECT_EQ(pull({.ids = {"owned-de-en"}, .yes = true, .accepted_licences = {"Gemma"}}), kExitOk);
  EXPECT_TRUE(installed("owned-de-en"));
}

TEST_F(ModelsCommandTest, ChoosesByLanguageAndSaysWhatNobodyDoes) {
  EXPECT_EQ(pull({.languages = {Language::kGerman}, .yes = true}), kExitOk);
  EXPECT_TRUE(installed("student-de-en"));
  EXPECT_FALSE(installed("owned-de-en"));
  EXPECT_THAT(err_.bytes(), HasSubstr("German: from English: no model is known.\n"));
  EXPECT_THAT(err_.bytes(), HasSubstr("German: speech: no model is known.\n"));
}

TEST_F(ModelsCommandTest, OfPackagesSetUpIsAsked) {
  source_.mirror.clear();
  for (auto& model : catalogue_.models) {
    model.place.reset();
    model.packages = {{"pip students 1.0", 2'000'000}};
  }
  answers("y");
  EXPECT_EQ(pull({.ids = {"student-de-en", "owned-de-en"}, .accepted_licences = {"Gemma"}}),
            kExitOk);
  EXPECT_THAT(out_.bytes(), HasSubstr("student-de-en  2.0 MB  -"));
  EXPECT_THAT(out_.bytes(), HasSubstr("To fetch: 2.0 MB.\n"));  // one package for both
  EXPECT_THAT(installed_ids_, testing::ElementsAre("student-de-en", "owned-de-en"));
  EXPECT_THAT(accepted_, testing::ElementsAre("Gemma"));
}

TEST_F(ModelsCommandTest, DefaultsAreTakenByTheirMark) {
  catalogue_.models[0].is_default = true;
  EXPECT_EQ(pull({.defaults = true, .yes = true}), kExitOk);
  EXPECT_TRUE(installed("student-de-en"));
  EXPECT_FALSE(installed("owned-de-en"));
}

TEST_F(ModelsCommandTest, OfWhatIsNamedEveryByteIsLookedAt) {
  ASSERT_EQ(pull({.ids = {"student-de-en"}, .yes = true}), kExitOk);
  std::ofstream(dir_.path() + "/models/student-de-en/model.bin") << "wEights";
  EXPECT_EQ(pull({.ids = {"student-de-en"}, .yes = true}), kExitOk);
  EXPECT_EQ(*base::read_file(dir_.path() + "/models/student-de-en/model.bin", 100), "weights");
}

TEST_F(ModelsCommandTest, AnInterruptHasItsStatus) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kShutdown);
  EXPECT_EQ(pull({.ids = {"student-de-en"}, .yes = true}, source.token()), kExitInterrupted);
  EXPECT_THAT(err_.bytes(), HasSubstr("the same command goes on from there"));
  EXPECT_FALSE(installed("student-de-en"));
}

TEST_F(ModelsCommandTest, AFailureIsOneSentence) {
  fs::remove(source_.mirror + "/student-de-en/model.bin");
  EXPECT_EQ(pull({.ids = {"student-de-en"}, .yes = true}), kExitFailed);
  EXPECT_THAT(err_.bytes(),
              HasSubstr("dragoman: model.bin of student-de-en could not be had: it is not there."));
}

TEST_F(ModelsCommandTest, Removes) {
  EXPECT_EQ(remove_models({.ids = {"student-de-en"}}, store(), console_), kExitFailed);
  EXPECT_THAT(err_.bytes(), HasSubstr("student-de-en is not installed."));
  ASSERT_EQ(pull({.ids = {"student-de-en"}, .yes = true}), kExitOk);
  EXPECT_EQ(remove_models({.ids = {"student-de-en"}}, store(), console_), kExitOk);
  EXPECT_THAT(out_.bytes(), HasSubstr("student-de-en: removed, 0.0 MB free again.\n"));
  EXPECT_FALSE(installed("student-de-en"));
}

TEST_F(ModelsCommandTest, TheListFollows) {
  EXPECT_THAT(models_report(store(), {.installed = true}), Not(HasSubstr("student-de-en")));
  ASSERT_EQ(pull({.ids = {"student-de-en"}, .yes = true}), kExitOk);
  const auto list = models_report(store(), {.installed = true});
  EXPECT_THAT(list, HasSubstr("student-de-en"));
  EXPECT_THAT(list, HasSubstr("1 of 1 installed"));
  EXPECT_THAT(models_report(store(), {.languages = {Language::kThai}}),
              Not(HasSubstr("student-de-en")));
  const auto json = models_report(store(), {.json = true});
  EXPECT_THAT(json, HasSubstr(R"("id":"student-de-en","job":"mt")"));
  EXPECT_THAT(json, HasSubstr(R"("state":"installed")"));
  EXPECT_THAT(json, HasSubstr(R"("restricted":true)"));
}

}  // namespace
}  // namespace dragoman::app

#include "app/reports.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "app/languages_page.h"
#include "app/models_report.h"
#include "app/wire_up.h"
#include "base/files.h"
#include "base/sha256.h"
#include "engines/fake/fake_engines.h"

namespace dragoman::app {
namespace {

namespace fs = std::filesystem;
using core::Language;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Columns, AreAsWideAsTheirWidestCell) {
  EXPECT_EQ(columns({{"a", "bbb", "c"}, {"dddd", "e", "f g"}}), "a     bbb  c\ndddd  e    f g\n");
  EXPECT_EQ(columns({}), "");
}

class ModelsReport : public testing::Test {
 protected:
  ModelsReport() {
    models::CatalogueModel model;
    model.facts.id = "student-en-pt";
    model.facts.job = core::ModelJob::kMt;
    model.facts.source = Language::kEnglish;
    model.facts.target = Language::kPortuguese;
    model.facts.directions = {{model.facts.source, model.facts.target}};
    model.facts.directions = {{Language::kEnglish, Language::kPortuguese}};
    model.is_default = true;
    model.licence = "MPL-2.0";
    model.packages = {{"pip students 1.0", 7}};
    model.files = {{"model.bin", 7, base::sha256_hex("weights")}};
    model.facts.files = {"model.bin"};
    catalogue_.models.push_back(model);
  }

  void install(std::string_view bytes) const {
    fs::create_directories(dir_.path() + "/student-en-pt");
    std::ofstream(dir_.path() + "/student-en-pt/model.bin") << bytes;
  }

  int verify() { return verify_models({catalogue_, dir_.path()}, console_, {}); }

  base::TempDir dir_;
  models::Catalogue catalogue_;
  output::StringSink out_;
  output::StringSink err_;
  Console console_{out_, err_};
};

TEST_F(ModelsReport, Lists) {
  EXPECT_THAT(models_report({catalogue_, dir_.path()}),
              AllOf(HasSubstr("student-en-pt"), HasSubstr("en -> pt"), HasSubstr("MPL-2.0"),
                    HasSubstr("missing"), HasSubstr("pip students 1.0")));
  install("weights");
  EXPECT_THAT(models_report({catalogue_, dir_.path()}), HasSubstr("installed"));
  install("half");
  EXPECT_THAT(models_report({catalogue_, dir_.path()}),
              HasSubstr("damaged: model.bin is of the wrong size"));
}

TEST_F(ModelsReport, VerifyTellsDamageByItsStatus) {
  install("weights");
  EXPECT_EQ(verify(), kExitOk);
  EXPECT_EQ(out_.bytes(), "student-en-pt: installed\n");
  install("wEights");
  EXPECT_EQ(verify(), kExitFailed);
  EXPECT_THAT(out_.bytes(), HasSubstr("damaged: model.bin is of the wrong content"));
  EXPECT_THAT(err_.bytes(), HasSubstr("`dragoman models pull`"));
}

TEST_F(ModelsReport, AMissingModelFailsWhereItIsADefault) {
  EXPECT_EQ(verify(), kExitFailed);
  catalogue_.models[0].is_default = false;
  EXPECT_EQ(verify(), kExitOk);
}

class EngineReports : public testing::Test {
 protected:
  EngineReports() {
    engines::fake::Script script;
    script.recognised = {Language::kEnglish, Language::kGerman};
    script.to_english = {Language::kGerman};
    engines_ = std::make_unique<pipeline::Engines>(
        engines::fake::make_engine_set(script),
        pipeline::VoiceStandIns{{"Cherry", {{Language::kPortuguese, "fake_pt"}}}, {"Kiki", {}}});
  }
  std::unique_ptr<pipeline::Engines> engines_;
};

TEST_F(EngineReports, Languages) {
  const auto report = languages_report(*coverage_of(*engines_));
  EXPECT_THAT(report, HasSubstr("en   English     recognised: not measured; spoken\n"
                                "       into pt   en -> pt (student): not measured\n"));
  EXPECT_THAT(report, HasSubstr("de   German      recognised: not measured\n"
                                "       into en   de -> en (recogniser): not measured\n"
                                "       into pt   de -> en (recogniser) -> pt (student): not "
                                "measured\n"));
  EXPECT_THAT(report, HasSubstr("pt   Portuguese  spoken\n"));
  EXPECT_THAT(report, HasSubstr("th   Thai        -\n"));
}

TEST(LanguagesPage, IsCurrent) {
  const auto path = std::string(std::getenv("DRAGOMAN_SOURCE_DIR")) + "/docs/languages.md";
  const auto text = base::read_file(path, 1U << 20U);
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_EQ(*text, *languages_markdown())
      << "run: dragoman languages --markdown > docs/languages.md";
}

TEST(CataloguePage, IsCurrent) {
  const auto path = std::string(std::getenv("DRAGOMAN_SOURCE_DIR")) + "/docs/catalogue.md";
  const auto text = base::read_file(path, 1U << 20U);
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_EQ(*text, *catalogue_markdown())
      << "run: dragoman models list --markdown > docs/catalogue.md";
}

TEST_F(EngineReports, Voices) {
  const auto report = voices_report(*engines_);
  EXPECT_THAT(report, AllOf(HasSubstr("Cherry  pt fake_pt\n"), HasSubstr("stand-ins"),
                            HasSubstr("Kiki    no installed voice can stand in\n"),
                            HasSubstr("fake_en  en  woman  fake-voices\n"),
                            HasSubstr("Models whose voices mix: fake-voices.")));
}

TEST(StandIns, TheFirstLoadedVoiceThatSpeaksTheLanguage) {
  const models::StandInTable table = {
      {"Cherry",
       {{Language::kGerman, {"gone", "english_only", "german"}}, {Language::kKorean, {"gone"}}}}};
  const std::vector<engines::Voice> voices = {{"english_only", {Language::kEnglish}, "m"},
                                              {"german", {Language::kGerman}, "m"}};
  const auto chosen = choose_stand_ins(table, voices);
  EXPECT_EQ(chosen, (pipeline::VoiceStandIns{{"Cherry", {{Language::kGerman, "german"}}}}));
}

TEST(StandIns, AMixMayStandIn) {
  const models::StandInTable table = {
      {"Nofish", {{Language::kGerman, {"german:0.2+gone:0.8", "german:0.2+english_only:0.8"}}}}};
  std::vector<engines::Voice> voices = {{"english_only", {Language::kEnglish}, "m"},
                                        {"german", {Language::kGerman}, "m"}};
  for (auto& voice : voices) voice.mixes = true;
  EXPECT_EQ(
      choose_stand_ins(table, voices),
      (pipeline::VoiceStandIns{{"Nofish", {{Language::kGerman, "german:0.2+english_only:0.8"}}}}));
}

TEST(ServerConfig, ReadsTheFileOfKeys) {
  const base::TempDir dir;
  Config config;
  config.api_keys = {"first"};
  config.api_keys_file = dir.path() + "/keys";
  config.max_job_time_s = 1.5;
  EXPECT_FALSE(server_config(config).ok());
  std::ofstream(config.api_keys_file) << "# ours\n\n second \r\nthird";
  const auto settings = server_config(config);
  ASSERT_TRUE(settings.ok());
  EXPECT_THAT(settings->api_keys, testing::ElementsAre("first", "second", "third"));
  EXPECT_EQ(settings->max_job_time, std::chrono::milliseconds(1500));
  std::ofstream(config.api_keys_file) << "# none\n";
  EXPECT_EQ(server_config(config).error().kind, base::ErrorKind::kInvalidArgument);
}

TEST(ServerConfig, ReadsTheFileOfClients) {
  const base::TempDir dir;
  Config config;
  config.clients_file = dir.path() + "/clients.toml";
  config.requests_per_minute = 7;
  EXPECT_FALSE(server_config(config).ok());
  std::ofstream(config.clients_file)
      << "[[client]]\nname = \"alice\"\nkey_sha256 = \"" << std::string(64, 'a') << "\"\n";
  const auto settings = server_config(config);
  ASSERT_TRUE(settings.ok());
  ASSERT_EQ(settings->clients.size(), 1U);
  EXPECT_EQ(settings->clients.front().name, "alice");
  EXPECT_EQ(settings->each_client.requests_per_minute, 7U);
}

TEST(EngineConfig, EspeakDataLiesBesideTheProgramUnlessSet) {
  Config config;
  EXPECT_THAT(engine_config(config).espeak_data_dir, testing::EndsWith("/lib/espeak-ng-data"));
  config.espeak_data_dir = "/data";
  EXPECT_EQ(engine_config(config).espeak_data_dir, "/data");
}

}  // namespace
}  // namespace dragoman::app

#include "app/first_run.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "base/files.h"
#include "base/sha256.h"

namespace dragoman::app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class FirstRunTest : public testing::Test {
 protected:
  FirstRunTest() {
    catalogue_.models = {model("vad", core::ModelJob::kVad, true),
                         model("hearer", core::ModelJob::kAsr, true),
                         model("small-hearer", core::ModelJob::kAsr, false),
                         model("other", core::ModelJob::kTts, false)};
    catalogue_.models[1].facts.recipe = "standard";
    catalogue_.models[2].facts.recipe = "fast";
  }

  static models::CatalogueModel model(std::string id, core::ModelJob job, bool is_default) {
    models::CatalogueModel model;
    model.facts.id = std::move(id);
    model.facts.job = job;
    model.is_default = is_default;
    model.licence = "MIT";
    model.packages = {{"pip both 1.0", 5'000'000}};
    model.files = {{"model.bin", 7, base::sha256_hex("weights")}};
    model.facts.files = {"model.bin"};
    return model;
  }

  base::Status provide(const std::string& recipe = "standard") {
    const PackageInstaller install = [this](const auto& ids, const auto&, const auto&) {
      asked_ = ids;
      return base::Status();
    };
    return provide_models({catalogue_, dir_.path()}, recipe, elsewhere_, install, console_, {});
  }

  void answers(std::string text) {
    console_.err_is_terminal = true;
    console_.read_line = [text](const auto&) { return std::optional(text); };
  }

  base::TempDir dir_;
  models::Catalogue catalogue_;
  models::Jobs elsewhere_;
  std::vector<std::string> asked_;
  output::StringSink out_;
  output::StringSink err_;
  Console console_{out_, err_};
};

TEST_F(FirstRunTest, SaysWhatWouldBeFetchedAndHow) {
  const auto status = provide();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, base::ErrorKind::kModelMissing);
  EXPECT_THAT(status.error().message,
              HasSubstr("vad, hearer. Run `dragoman models pull --defaults`"));
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("hearer"), HasSubstr("MIT"), HasSubstr("pip both 1.0"),
                                  HasSubstr("To fetch: 5.0 MB, on disk 0.0 MB."),
                                  HasSubstr("dragoman models pull --defaults --yes"),
                                  Not(HasSubstr("[y/N]")), Not(HasSubstr("small-hearer"))));
  EXPECT_THAT(out_.bytes(), IsEmpty());
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(FirstRunTest, AsksWhereSomebodyIs) {
  answers("n");
  EXPECT_EQ(provide().error().kind, base::ErrorKind::kModelMissing);
  EXPECT_THAT(asked_, IsEmpty());
  answers("y");
  EXPECT_TRUE(provide().ok());
  EXPECT_THAT(asked_, ElementsAre("vad", "hearer"));
  EXPECT_THAT(err_.bytes(), HasSubstr("Fetch and install them now? [y/N] "));
}

TEST_F(FirstRunTest, ATerminalThatOnlyReadsIsNotAsked) {
  answers("y");
  console_.err_is_terminal = false;
  EXPECT_FALSE(provide().ok());
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(FirstRunTest, ARecipeHasItsOwnRecogniser) {
  answers("y");
  EXPECT_TRUE(provide("fast").ok());
  EXPECT_THAT(asked_, ElementsAre("vad", "small-hearer"));
  EXPECT_THAT(err_.bytes(), HasSubstr("dragoman models pull vad small-hearer --yes"));
}

TEST_F(FirstRunTest, WantsNoModelForWhatServicesDo) {
  answers("y");
  elsewhere_ = {core::ModelJob::kAsr};
  EXPECT_TRUE(provide().ok());
  EXPECT_THAT(asked_, ElementsAre("vad"));
}

TEST_F(FirstRunTest, IsSilentWhereAllIsThere) {
  for (const auto* id : {"vad", "hearer"}) {
    fs::create_directories(dir_.path() + "/" + id);
    std::ofstream(dir_.path() + "/" + id + "/model.bin") << "weights";
  }
  EXPECT_TRUE(provide().ok());
  EXPECT_THAT(err_.bytes(), IsEmpty());
}

TEST(RunProgram, GivesItsStatusAndVariables) {
  EXPECT_EQ(*run_program({"/bin/sh", "-c", "exit $GIVEN"}, {"GIVEN=7"}, {}), 7);
  EXPECT_EQ(*run_program({"sh", "-c", "kill -9 $$"}, {}, {}), 128 + 9);
  EXPECT_EQ(run_program({"/no/such/program"}, {}, {}).error().kind, base::ErrorKind::kNotFound);
}

TEST(RunProgram, IsStoppedOnCancel) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kShutdown);
  EXPECT_EQ(*run_program({"sleep", "100"}, {}, source.token()), 128 + 15);
}

TEST(PackageInstaller, WithoutScriptsSaysWhatToDo) {
  const auto status = script_installer("/models")({"a"}, {}, {});
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("--from"));
}

TEST(Colours, AreForWhoWantsThem) {
  const auto with = [](std::string name, std::string value) -> Environment {
    return [=](const std::string& asked) {
      return asked == name ? std::optional(value) : std::nullopt;
    };
  };
  EXPECT_TRUE(wants_colours(with("TERM", "xterm")));
  EXPECT_TRUE(wants_colours(with("NO_COLOR", "")));
  EXPECT_FALSE(wants_colours(with("NO_COLOR", "0")));
  EXPECT_FALSE(wants_colours(with("TERM", "dumb")));
  EXPECT_EQ(painted(Paint::kGood, "done", false), "done");
  EXPECT_EQ(painted(Paint::kGood, "done", true), "\x1b[32mdone\x1b[0m");
}

}  // namespace
}  // namespace dragoman::app

#include "app/dub_command.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "app/dub_folder.h"
#include "base/files.h"
#include "engines/fake/fake_engines.h"
#include "engines/fake/fake_recording.h"

namespace dragoman::app {
namespace {

namespace fs = std::filesystem;
using core::Language;
using engines::fake::make_wav;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class DubCommandTest : public testing::Test {
 protected:
  DubCommandTest() {
    script_.asked = std::make_shared<engines::fake::Asked>();
    script_.lines[3] = {Language::kEnglish, "The cat sat.", ""};
    script_.lines[6] = {Language::kEnglish, "It was a happy cat.", ""};
    args_.input = write("in.wav", make_wav({{1, 0}, {3, 3}, {3, 0}, {3, 6}, {3, 0}}));
    args_.output = path("out.mka");
    args_.settings.target = Language::kPortuguese;
  }

  [[nodiscard]] std::string path(const std::string& name) const { return dir_.path() + "/" + name; }
  std::string write(const std::string& name, std::string_view bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  [[nodiscard]] static std::string content(const std::string& path) {
    const auto text = base::read_file(path, 1U << 24U);
    EXPECT_TRUE(text.ok()) << path;
    return text ? *text : "";
  }
  [[nodiscard]] std::string project() const { return args_.output + ".dub/project.json"; }

  int run(const base::CancelToken& cancel = {}) {
    err_ = output::StringSink();
    const auto load = [this](const auto& around) {
      return base::Result(std::make_unique<pipeline::Engines>(
          around(engines::fake::make_engine_set(script_)), pipeline::VoiceStandIns{}));
    };
    return run_dub(args_, load, {}, console_, cancel);
  }
  void edit(const std::string& from, const std::string& to) const {
    auto text = content(project());
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write("out.mka.dub/project.json", text.replace(at, from.size(), to));
  }
  void as_edit() {
    args_.edit = project();
    args_.input.clear();
    args_.output.clear();
  }
  [[nodiscard]] std::size_t spoken() const { return script_.asked->speeches.size(); }

  base::TempDir dir_;
  engines::fake::Script script_;
  DubArgs args_;
  output::StringSink out_;
  output::StringSink err_;
  Console console_{out_, err_};
};

TEST_F(DubCommandTest, MakesTheFilmAndKeepsItsProject) {
  EXPECT_EQ(run(), kExitOk) << err_.bytes();
  EXPECT_GT(fs::file_size(args_.output), 10'000U);
  EXPECT_THAT(content(project()), AllOf(HasSubstr("The cat sat (pt)."), HasSubstr("\"rate\": 1")));
  EXPECT_THAT(err_.bytes(), HasSubstr("2 lines in"));
  EXPECT_FALSE(fs::exists(path("out.mka.dub/film.partial")));
}

TEST_F(DubCommandTest, NothingIsReplacedByAccident) {
  write("out.mka", "precious");
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("--overwrite"));
  EXPECT_EQ(content(args_.output), "precious");
  EXPECT_FALSE(fs::exists(path("out.mka.dub")));
  args_.overwrite = true;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_NE(content(args_.output), "precious");
}

TEST_F(DubCommandTest, ASecondRunAsksHowItIsMeant) {
  ASSERT_EQ(run(), kExitOk);
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("--resume"), HasSubstr("--overwrite")));
  const auto said = spoken();
  args_.resume = true;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), HasSubstr("finished already"));
  EXPECT_EQ(spoken(), said);
  args_.resume = false;
  args_.overwrite = true;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_GT(spoken(), said);
}

TEST_F(DubCommandTest, InterruptedItGoesOnAndComesToTheSame) {
  ASSERT_EQ(run(), kExitOk);
  const auto whole = content(args_.output);
  fs::remove(args_.output);
  fs::remove_all(path("out.mka.dub"));
  base::CancelSource source;
  int said = 0;
  script_.asked->on_speech = [&] {
    if (said++ == 1) source.cancel(base::CancelReason::kShutdown);
  };
  EXPECT_EQ(run(source.token()), kExitInterrupted);
  EXPECT_THAT(err_.bytes(), HasSubstr("--resume"));
  script_.asked->on_speech = nullptr;
  const auto heard = script_.asked->requests.size();
  args_.resume = true;
  EXPECT_EQ(run(), kExitOk) << err_.bytes();
  EXPECT_EQ(script_.asked->requests.size(), heard);
  EXPECT_EQ(content(args_.output), whole);
}

TEST_F(DubCommandTest, WithNothingToGoOnFromItBegins) {
  args_.resume = true;
  EXPECT_EQ(run(), kExitOk) << err_.bytes();
}

TEST_F(DubCommandTest, OtherOptionsOrAnotherFilmAreNotGoneOnWith) {
  ASSERT_EQ(run(), kExitOk);
  fs::remove(args_.output);
  args_.resume = true;
  args_.settings.duck_db = 3;
  args_.settings.tell_speakers = true;
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("--speakers, --duck-db"));
  args_.settings = {};
  args_.settings.target = Language::kPortuguese;
  args_.input = write("other.wav", make_wav({{2, 3}}));
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("another film"));
}

TEST_F(DubCommandTest, AnEditSpeaksTheChangedLineAlone) {
  ASSERT_EQ(run(), kExitOk);
  const auto before = content(args_.output);
  const auto said = spoken();
  edit("It was a happy cat (pt).", "Feliz.");
  const auto output = args_.output;
  as_edit();
  EXPECT_EQ(run(), kExitOk) << err_.bytes();
  EXPECT_EQ(spoken(), said + 1);
  EXPECT_THAT(err_.bytes(), HasSubstr("1 of them spoken anew"));
  EXPECT_NE(content(output), before);
}

TEST_F(DubCommandTest, AnEditIntoAnotherPlaceLeavesTheFirst) {
  ASSERT_EQ(run(), kExitOk);
  const auto before = content(args_.output);
  edit("It was a happy cat (pt).", "Feliz.");
  const auto output = args_.output;
  as_edit();
  args_.output = path("second.mka");
  EXPECT_EQ(run(), kExitOk) << err_.bytes();
  EXPECT_EQ(content(output), before);
  EXPECT_NE(content(path("second.mka")), before);
}

TEST_F(DubCommandTest, AnEditReplacesOnlyWhatTheDubMade) {
  ASSERT_EQ(run(), kExitOk);
  write("out.mka", "precious");
  const auto output = args_.output;
  as_edit();
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("--overwrite"));
  EXPECT_EQ(content(output), "precious");
}

TEST_F(DubCommandTest, MistakesInAnEditAreNamed) {
  ASSERT_EQ(run(), kExitOk);
  edit("\"speaker\": 0", "\"speaker\": \"me\"");
  const auto input = args_.input;
  as_edit();
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("line 1: 'speaker'"));
  args_.edit = path("none/project.json");
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), HasSubstr("is not the project.json"));
  EXPECT_TRUE(fs::exists(input));
}

TEST_F(DubCommandTest, AFilmThatMovedIsAskedForAndCompared) {
  ASSERT_EQ(run(), kExitOk);
  fs::rename(args_.input, path("moved.wav"));
  const auto project_file = project();
  as_edit();
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), HasSubstr("not at"));
  args_.input = write("other.wav", make_wav({{2, 3}}));
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("is not the film"));
  args_.input = path("moved.wav");
  EXPECT_EQ(run(), kExitOk) << err_.bytes();
}

TEST_F(DubCommandTest, MistakesAreToldBeforeAnyWork) {
  const auto refused = [&](const std::string& said) {
    EXPECT_NE(run(), kExitOk) << said;
    EXPECT_THAT(err_.bytes(), HasSubstr(said));
    EXPECT_TRUE(script_.asked->requests.empty());
    EXPECT_FALSE(fs::exists(args_.output + ".dub")) << said;
  };
  const auto args = args_;
  args_.output = args_.input;
  refused("would replace the film");
  args_ = args;
  args_.output = path("out.txt");
  refused(".webm");
  args_ = args;
  args_.output = path("no/out.mka");
  refused("No such file or directory");
  args_ = args;
  args_.input = path("nothing.mp4");
  refused("There is no file");
  args_.input = "https://example.org/film.mp4";
  refused("save the film");
  args_.input = dir_.path();
  refused("is not a file");
  args_.input = write("rubbish.mp4", "no film at all");
  refused("not an audio or video file");
  args_ = args;
  args_.settings.voices = {"nobody"};
  refused("fake_pt");
  args_ = args;
  args_.settings.target = Language::kThai;
  refused("No installed voice speaks Thai");
}

TEST_F(DubCommandTest, TwoAtOnceDoNotMeet) {
  auto folder = DubFolder::open(DubFolder::beside(args_.output));
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), HasSubstr("Another dragoman"));
}

TEST_F(DubCommandTest, QuietSaysNothing) {
  args_.quiet = true;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), IsEmpty());
}

}  // namespace
}  // namespace dragoman::app

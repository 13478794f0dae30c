#include "app/batch_command.h"

#include <atomic>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "app/batch_plan.h"
#include "base/files.h"
#include "engines/fake/fake_engines.h"
#include "engines/fake/fake_recording.h"

namespace dragoman::app {
namespace {

namespace fs = std::filesystem;
using core::Language;
using engines::fake::make_wav;
using output::Format;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class BatchTest : public testing::Test {
 protected:
  BatchTest() {
    script_.lines[1] = {Language::kEnglish, "Hello.", ""};
    script_.lines[2] = {Language::kEnglish, "Good day.", ""};
    args_.target = Language::kPortuguese;
    args_.batch.emplace();
    args_.batch->out_dir = path("out");
    args_.batch->formats = {Format::kText, Format::kSrt};
    add("a.wav", make_wav({{1, 1}, {1, 0}}));
    add("b.wav", make_wav({{1, 2}, {1, 0}}));
  }

  [[nodiscard]] std::string path(const std::string& name) const { return dir_.path() + "/" + name; }

  void add(const std::string& name, std::string_view bytes) {
    std::ofstream(path(name), std::ios::binary) << bytes;
    fs::last_write_time(path(name), fs::file_time_type::clock::now() - std::chrono::hours(1));
    args_.batch->inputs.push_back(path(name));
  }

  [[nodiscard]] std::string content(const std::string& name) const {
    const auto text = base::read_file(path(name), 1U << 24U);
    return text ? *text : "<" + text.error().message + ">";
  }

  [[nodiscard]] std::vector<std::string> names_in_out() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path("out"))) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  int run(const base::CancelToken& cancel = {}) {
    const EngineLoader load = [this](const auto&) {
      ++loads_;
      return std::make_unique<pipeline::Engines>(
          engines::fake::make_engine_set(script_),
          pipeline::VoiceStandIns{{"Cherry", {{Language::kPortuguese, "fake_pt"}}}});
    };
    return run_batch(args_, load, {}, console_, cancel);
  }

  base::TempDir dir_;
  engines::fake::Script script_;
  TranslateArgs args_;
  output::StringSink out_;
  output::StringSink err_;
  Console console_{out_, err_};
  int loads_ = 0;
};

TEST_F(BatchTest, EachInputGetsItsFiles) {
  args_.batch->formats = {Format::kText, Format::kJson, Format::kSrt, Format::kVtt, Format::kWav};
  EXPECT_EQ(run(), kExitOk);
  EXPECT_EQ(loads_, 1);
  EXPECT_EQ(content("out/a.pt.txt"), "Hello (pt).\n");
  EXPECT_EQ(content("out/b.pt.txt"), "Good day (pt).\n");
  EXPECT_THAT(content("out/a.pt.srt"), HasSubstr("Hello (pt)."));
  EXPECT_THAT(content("out/a.pt.vtt"), testing::StartsWith("WEBVTT"));
  EXPECT_THAT(content("out/b.pt.json"), HasSubstr(R"("source_text": "Good day.")"));
  EXPECT_THAT(content("out/b.pt.wav"), testing::StartsWith("RIFF"));
  EXPECT_THAT(names_in_out(), testing::SizeIs(10));
  EXPECT_EQ(out_.bytes(), "");
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("a.wav: done in 0:0"), HasSubstr("b.wav: done in 0:0"),
                                  HasSubstr("2 files: 2 done.\n")));
}

TEST_F(BatchTest, TranscriptsHaveNoLanguageInTheirNames) {
  args_.target = std::nullopt;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_EQ(content("out/a.txt"), "Hello.\n");
  EXPECT_THAT(content("out/b.srt"), HasSubstr("Good day."));
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), HasSubstr("2 files: 0 done, 2 there already.\n"));
}

TEST_F(BatchTest, ASecondRunPassesOverWhatIsWhole) {
  ASSERT_EQ(run(), kExitOk);
  add("c.wav", make_wav({{1, 1}}));
  fs::remove(path("out/b.pt.srt"));
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("a.wav: there already\n"),
                                  HasSubstr("3 files: 2 done, 1 there already.\n")));
  EXPECT_EQ(run(), kExitOk);
  EXPECT_EQ(loads_, 2);  // not for nothing
  EXPECT_THAT(err_.bytes(), HasSubstr("3 files: 0 done, 3 there already.\n"));
  fs::last_write_time(path("a.wav"), fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), HasSubstr("3 files: 1 done, 2 there already.\n"));
  args_.batch->again = true;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), HasSubstr("3 files: 3 done.\n"));
}

TEST_F(BatchTest, OneThatFailsLeavesTheOthersAlone) {
  add("rubbish.wav", "this is no recording");
  args_.batch->inputs.push_back(path("none.wav"));
  add("c.wav", make_wav({{1, 1}}));
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_EQ(content("out/c.pt.txt"), "Hello (pt).\n");
  EXPECT_THAT(names_in_out(), testing::SizeIs(6));
  EXPECT_THAT(err_.bytes(),
              AllOf(HasSubstr("rubbish.wav: failed: "), HasSubstr("none.wav: failed: "),
                    HasSubstr("5 files: 3 done, 2 failed.\n")));
}

TEST_F(BatchTest, QuietNamesFailuresAlone) {
  args_.quiet = true;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_EQ(err_.bytes(), "");
  add("rubbish.wav", "this is no recording");
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("rubbish.wav: failed"), Not(HasSubstr("a.wav"))));
}

TEST_F(BatchTest, AnInterruptLeavesNothingHalf) {
  base::CancelSource source;
  std::atomic<int> heard = 0;
  script_.before = [&](std::string_view work, const std::string&, const base::CancelToken&) {
    if (work == "recognise" && ++heard == 2) source.cancel(base::CancelReason::kShutdown);
  };
  args_.batch->at_a_time = 1;
  add("c.wav", make_wav({{1, 1}}));
  EXPECT_EQ(run(source.token()), kExitInterrupted);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("3 files: 1 done, 2 not done.\n"),
                                  HasSubstr("The same command goes on")));
  EXPECT_THAT(names_in_out(), testing::UnorderedElementsAre("a.pt.txt", "a.pt.srt"));
  script_.before = nullptr;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), HasSubstr("3 files: 2 done, 1 there already.\n"));
}

TEST_F(BatchTest, WhatWouldFailForAllFailsBeforeTheFirst) {
  args_.target = Language::kThai;
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("Thai"), Not(HasSubstr("a.wav"))));
  args_.target = Language::kPortuguese;
  args_.batch->formats = {Format::kText, Format::kWav};
  args_.voice = "Nobody";
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("Nobody"), Not(HasSubstr("a.wav"))));
}

TEST_F(BatchTest, ATerminalSeesHowFarItIs) {
  console_.err_is_terminal = true;
  console_.err_colours = true;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("0 of 2 done"), HasSubstr("\x1b[32mdone\x1b[0m"),
                                  HasSubstr("\r\x1b[K")));
  console_.err_is_terminal = false;
  console_.err_colours = false;
  output::StringSink plain;
  Console pipe{out_, plain};
  args_.batch->again = true;
  const auto files = plan_batch(*args_.batch, args_.target);
  ASSERT_TRUE(files.ok());
  EXPECT_THAT(plain.bytes(), Not(HasSubstr("\x1b")));
}

TEST_F(BatchTest, SilenceIsSaidAndDone) {
  add("silence.wav", make_wav({{2, 0}}));
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), HasSubstr("; no speech was found in it\n"));
  EXPECT_EQ(content("out/silence.pt.txt"), "");
}

TEST_F(BatchTest, NamesThatCollideAreRefusedBeforeAnything) {
  add("a.mp3", "x");
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("a.wav and "), HasSubstr("a.mp3 would both go to "),
                                  HasSubstr("out/a.pt.txt")));
  EXPECT_FALSE(fs::exists(path("out")));
  EXPECT_EQ(loads_, 0);
}

TEST_F(BatchTest, AnInputIsNotReplaced) {
  args_.batch->formats = {Format::kText, Format::kWav};
  args_.batch->out_dir = dir_.path();
  add("a.pt.wav", make_wav({{1, 1}}));
  EXPECT_EQ(run(), kExitUsage);
  EXPECT_THAT(err_.bytes(), HasSubstr("would replace the input"));
}

TEST_F(BatchTest, AFolderThatCannotBeIsRefused) {
  args_.batch->out_dir = path("a.wav");
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), HasSubstr("cannot be made"));
}

TEST(BatchPlan, Names) {
  constexpr auto kPt = Language::kPortuguese;
  EXPECT_EQ(output_name("films/talk.of.today.mp4", kPt, Format::kSrt), "talk.of.today.pt.srt");
  EXPECT_EQ(output_name("talk", kPt, Format::kText), "talk.pt.txt");
  EXPECT_EQ(output_name("https://example.org/a/talk.mp3?key=1#t", kPt, Format::kWav),
            "talk.pt.wav");
  EXPECT_EQ(output_name("films/talk.mp4", std::nullopt, Format::kVtt), "talk.vtt");
  EXPECT_EQ(output_name("https://example.org/", kPt, Format::kJson), "example.pt.json");
  EXPECT_EQ(
      plan_batch({.inputs = {"-"}, .out_dir = "x", .formats = {Format::kText}}, kPt).error().kind,
      base::ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace dragoman::app

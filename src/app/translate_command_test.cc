#include "app/translate_command.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "app/progress_bar.h"
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
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class TranslateCommandTest : public testing::Test {
 protected:
  TranslateCommandTest() {
    script_.lines[3] = {Language::kEnglish, "The cat sat. It was happy.", ""};
    script_.lines[4] = {Language::kGerman, "Guten Tag.", "Good day."};
    args_.input = write("in.wav", make_wav({{1, 0}, {3, 3}, {1, 0}}));
    args_.target = Language::kPortuguese;
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

  int run(const base::CancelToken& cancel = {}) {
    pipeline::Engines engines(engines::fake::make_engine_set(script_),
                              {{"Cherry", {{Language::kPortuguese, "fake_pt"}}}});
    auto outputs = open_outputs(args_);
    EXPECT_TRUE(outputs.ok()) << outputs.error().message;
    return run_translate(args_, *std::move(outputs), engines, {}, console_, cancel);
  }

  [[nodiscard]] base::Error refusal() const {
    const auto outputs = open_outputs(args_);
    EXPECT_FALSE(outputs.ok());
    return outputs ? base::Error() : outputs.error();
  }

  base::TempDir dir_;
  engines::fake::Script script_;
  TranslateArgs args_;
  output::StringSink out_;
  output::StringSink err_;
  Console console_{out_, err_};
};

constexpr auto kText = "The cat sat (pt). It was happy (pt).\n";

TEST_F(TranslateCommandTest, TextGoesToStandardOutput) {
  EXPECT_EQ(run(), kExitOk);
  EXPECT_EQ(out_.bytes(), kText);
  EXPECT_THAT(err_.bytes(), IsEmpty());
}

TEST_F(TranslateCommandTest, EveryOutputAtOnce) {
  args_.outputs = {{Format::kText, path("a.txt")},
                   {Format::kJson, path("a.json")},
                   {Format::kSrt, path("a.srt")},
                   {Format::kVtt, path("a.vtt")},
                   {Format::kWav, path("a.wav")}};
  EXPECT_EQ(run(), kExitOk);
  EXPECT_EQ(out_.bytes(), kText);
  EXPECT_EQ(content(path("a.txt")), kText);
  EXPECT_THAT(content(path("a.json")),
              AllOf(HasSubstr(R"("source_text": "The cat sat.")"),
                    HasSubstr(R"("source_lang": "en")"), HasSubstr(R"("prompt_tokens": )")));
  EXPECT_THAT(content(path("a.srt")), StartsWith("1\n00:00:0"));
  EXPECT_THAT(content(path("a.vtt")), StartsWith("WEBVTT\n"));
  const auto wav = content(path("a.wav"));
  EXPECT_GT(wav.size(), 10000U);
  EXPECT_THAT(wav, StartsWith("RIFF"));
}

TEST_F(TranslateCommandTest, WithoutATargetWhatIsSaidIsWrittenDown) {
  const auto asked = std::make_shared<engines::fake::Asked>();
  script_.asked = asked;
  args_.target = std::nullopt;
  args_.prompt = "About cats.";
  args_.outputs = {{Format::kJson, path("a.json")}, {Format::kSrt, path("a.srt")}};
  EXPECT_EQ(run(), kExitOk);
  EXPECT_EQ(out_.bytes(), "The cat sat. It was happy.\n");
  EXPECT_THAT(content(path("a.json")),
              AllOf(HasSubstr(R"("target_lang": null)"), HasSubstr(R"("text": "The cat sat.)")));
  EXPECT_THAT(content(path("a.srt")), HasSubstr("The cat sat."));
  EXPECT_THAT(err_.bytes(), IsEmpty());
  EXPECT_THAT(asked->translations, IsEmpty());
  ASSERT_FALSE(asked->requests.empty());
  EXPECT_EQ(asked->requests.front().previous_text, "About cats.");
}

TEST_F(TranslateCommandTest, SubtitlesShowBothTextsWhereAsked) {
  args_.outputs = {{Format::kSrt, path("a.srt")}};
  args_.subtitles = output::SubtitleText::kBoth;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(content(path("a.srt")), HasSubstr("The cat sat (pt).\nThe cat sat.\n"));
}

TEST_F(TranslateCommandTest, AnOutputOnStandardOutputTakesItAlone) {
  args_.outputs = {{Format::kSrt, "-"}};
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(out_.bytes(), AllOf(StartsWith("1\n00:"), Not(HasSubstr(kText))));
}

TEST_F(TranslateCommandTest, QuietWithAnOutputLeavesStandardOutputAlone) {
  args_.quiet = true;
  args_.outputs = {{Format::kText, path("a.txt")}};
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(out_.bytes(), IsEmpty());
  EXPECT_EQ(content(path("a.txt")), kText);
}

TEST_F(TranslateCommandTest, TheBarStandsOnATerminalOnlyAndGoes) {
  console_.err_is_terminal = true;
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr(" of 0:05"), testing::EndsWith("\r\x1b[K")));
}

TEST_F(TranslateCommandTest, SilenceIsNoErrorButIsSaid) {
  args_.input = write("silence.wav", make_wav({{2, 0}}));
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(out_.bytes(), IsEmpty());
  EXPECT_THAT(err_.bytes(), HasSubstr("no speech was found"));
}

TEST_F(TranslateCommandTest, AnUnreadableFileFailsAndLeavesNothingBehind) {
  args_.input = write("rubbish.wav", "this is no recording");
  args_.outputs = {{Format::kText, path("a.txt")}, {Format::kJson, path("a.json")}};
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), StartsWith("dragoman: "));
  EXPECT_FALSE(fs::exists(path("a.txt")));
  EXPECT_FALSE(fs::exists(path("a.txt.partial")));
  EXPECT_FALSE(fs::exists(path("a.json.partial")));
}

TEST_F(TranslateCommandTest, AFailureKeepsWhatCameBefore) {
  args_.input = write("long.wav", make_wav({{3, 3}, {1, 0}, {3, 3}, {1, 0}, {3, 3}}));
  args_.outputs = {{Format::kText, path("a.txt")}, {Format::kSrt, "/dev/full"}};
  write("a.txt", "of yesterday");
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("The disk is full."), HasSubstr("a.txt.partial")));
  EXPECT_EQ(content(path("a.txt")), "of yesterday");
  EXPECT_THAT(content(path("a.txt.partial")), StartsWith("The cat sat (pt)."));
}

TEST_F(TranslateCommandTest, AnInterruptEndsWithItsStatus) {
  base::CancelSource source;
  source.cancel(base::CancelReason::kShutdown);
  EXPECT_EQ(run(source.token()), kExitInterrupted);
  EXPECT_EQ(err_.bytes(), "dragoman: interrupted\n");
}

TEST_F(TranslateCommandTest, ADirectionWithoutRouteIsRefused) {
  args_.target = Language::kThai;
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), HasSubstr("Thai"));
}

TEST_F(TranslateCommandTest, AVoiceThatIsNotThereIsRefused) {
  args_.outputs = {{Format::kWav, path("a.wav")}};
  args_.voice = "Nobody";
  EXPECT_EQ(run(), kExitFailed);
  EXPECT_THAT(err_.bytes(), AllOf(HasSubstr("Nobody"), HasSubstr("fake_pt")));
  EXPECT_FALSE(fs::exists(path("a.wav")));
}

TEST_F(TranslateCommandTest, PartsThatNothingTranslatesAreSaid) {
  script_.to_english = {};
  args_.input = write("mixed.wav", make_wav({{3, 3}, {3, 0}, {3, 4}, {3, 0}}));
  EXPECT_EQ(run(), kExitOk);
  EXPECT_THAT(err_.bytes(), HasSubstr("parts in German are left as they are"));
}

TEST_F(TranslateCommandTest, DefaultVoice) {
  script_.voices.push_back({"fake_hi", {Language::kHindi}, "fake-voices"});
  const pipeline::Engines engines(engines::fake::make_engine_set(script_),
                                  {{"Cherry", {{Language::kPortuguese, "fake_pt"}}}});
  EXPECT_EQ(*default_voice(engines, Language::kPortuguese), "Cherry");
  EXPECT_EQ(*default_voice(engines, Language::kHindi), "fake_hi");
  EXPECT_EQ(default_voice(engines, Language::kThai).error().kind,
            base::ErrorKind::kVoiceUnsupported);
}

TEST_F(TranslateCommandTest, PlacesThatCollideAreRefused) {
  args_.outputs = {{Format::kText, "-"}, {Format::kJson, "-"}};
  EXPECT_THAT(refusal().message, HasSubstr("Two outputs go to standard output"));
  args_.outputs = {{Format::kText, path("x")}, {Format::kJson, dir_.path() + "/./x"}};
  EXPECT_EQ(refusal().kind, base::ErrorKind::kInvalidArgument);
  write("x", "");
  fs::create_symlink(path("x"), path("y"));
  args_.outputs = {{Format::kText, path("x")}, {Format::kJson, path("y")}};
  EXPECT_EQ(refusal().kind, base::ErrorKind::kInvalidArgument);
  args_.outputs = {{Format::kText, "/dev/null"}, {Format::kJson, "/dev/null"}};
  EXPECT_TRUE(open_outputs(args_).ok());
}

TEST_F(TranslateCommandTest, AnOutputOverTheInputIsRefused) {
  args_.outputs = {{Format::kWav, args_.input}};
  EXPECT_THAT(refusal().message, HasSubstr("would replace the input"));
  fs::create_hard_link(args_.input, path("same.wav"));
  args_.outputs = {{Format::kWav, path("same.wav")}};
  EXPECT_THAT(refusal().message, HasSubstr("would replace the input"));
  EXPECT_GT(fs::file_size(args_.input), 1000U);
}

TEST_F(TranslateCommandTest, AMissingInputIsRefusedBeforeAnythingIsWritten) {
  args_.input = path("none.wav");
  args_.outputs = {{Format::kText, path("a.txt")}};
  EXPECT_EQ(refusal().kind, base::ErrorKind::kNotFound);
  EXPECT_FALSE(fs::exists(path("a.txt.partial")));
}

TEST(Progress, Lines) {
  using core::Progress;
  using core::Seconds;
  EXPECT_EQ(describe(Progress{Seconds(83.9), Seconds(192)}),
            " 43 %  [========            ]  1:23 of 3:12");
  EXPECT_EQ(describe(Progress{Seconds(7200), Seconds(7199)}),
            "100 %  [====================]  2:00:00 of 1:59:59");
  EXPECT_EQ(describe(Progress{Seconds(61), std::nullopt}), "1:01");
  EXPECT_EQ(describe(Progress{Seconds(0), Seconds(0)}), "0:00");
}

TEST(Progress, TimeLeft) {
  using core::Seconds;
  EXPECT_EQ(time_left(Seconds(30), 0.25), ", 1:30 left");
  EXPECT_EQ(time_left(Seconds(3600), 0.5), ", 1:00:00 left");
  EXPECT_EQ(time_left(Seconds(1), 0.5), "");
  EXPECT_EQ(time_left(Seconds(30), 0.001), "");
  EXPECT_EQ(time_left(Seconds(30), 1), "");
}

}  // namespace
}  // namespace dragoman::app

#include "app/cli.h"

#include <gmock/gmock.h>

#include "app/console.h"

namespace dragoman::app {
namespace {

using core::Language;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

using Words = std::vector<std::string>;

Invocation parse(const Words& words) {
  auto parsed = parse_command_line(words);
  if (const auto* answer = std::get_if<Answer>(&parsed)) {
    ADD_FAILURE() << answer->err;
    return {};
  }
  return std::get<Invocation>(parsed);
}

Answer answer(const Words& words) {
  auto parsed = parse_command_line(words);
  if (const auto* found = std::get_if<Answer>(&parsed)) return *found;
  ADD_FAILURE() << "was understood";
  return {};
}

TEST(Cli, Models) {
  const auto pull = parse({"models", "pull", "a", "b", "--lang", "de,Japanese", "--lang", "yue",
                           "--quality", "best", "--from", "/mirror", "--yes", "--accept-licence",
                           "Gemma", "--hub-urls", "huggingface=https://example.org"});
  EXPECT_EQ(pull.command, Command::kModelsPull);
  EXPECT_THAT(pull.models.ids, ElementsAre("a", "b"));
  EXPECT_EQ(pull.models.languages,
            (core::LanguageSet{Language::kGerman, Language::kJapanese, Language::kCantonese}));
  EXPECT_EQ(pull.models.quality, models::Tier::kBest);
  EXPECT_EQ(pull.models.from, "/mirror");
  EXPECT_TRUE(pull.models.yes);
  EXPECT_THAT(pull.models.accepted_licences, ElementsAre("Gemma"));
  EXPECT_EQ(parse({"models", "pull", "a"}).models.quality, models::Tier::kStandard);
  const auto remove = parse({"models", "remove", "a"});
  EXPECT_EQ(remove.command, Command::kModelsRemove);
  EXPECT_THAT(remove.models.ids, ElementsAre("a"));
  const auto list = parse({"models", "list", "--installed", "--format", "json", "--lang", "de"});
  EXPECT_EQ(list.command, Command::kModelsList);
  EXPECT_TRUE(list.models.installed && list.models.json);
  EXPECT_EQ(answer({"models", "remove"}).exit_status, kExitUsage);
  EXPECT_EQ(answer({"models", "pull", "--lang", "xx"}).exit_status, kExitUsage);
  EXPECT_EQ(answer({"models", "pull", "--quality", "great"}).exit_status, kExitUsage);
}

TEST(Cli, Translate) {
  const auto invocation = parse({"translate", "talk.mp4", "--to", "Portuguese", "--from", "EN",
                                 "--srt", "a.srt", "--json", "-", "--wav", "a.wav", "--voice",
                                 "Cherry", "--rate", "1.5", "--subtitles", "both", "--quiet"});
  EXPECT_EQ(invocation.command, Command::kTranslate);
  const auto& args = invocation.translate;
  EXPECT_EQ(args.input, "talk.mp4");
  EXPECT_EQ(args.target, Language::kPortuguese);
  EXPECT_EQ(args.source, Language::kEnglish);
  EXPECT_EQ(args.voice, "Cherry");
  EXPECT_DOUBLE_EQ(args.rate, 1.5);
  EXPECT_EQ(args.subtitles, output::SubtitleText::kBoth);
  EXPECT_TRUE(args.quiet);
  EXPECT_THAT(args.outputs,
              ElementsAre(Pair(output::Format::kJson, "-"), Pair(output::Format::kSrt, "a.srt"),
                          Pair(output::Format::kWav, "a.wav")));
  EXPECT_THAT(invocation.sources.flags, IsEmpty());
}

TEST(Cli, TranscribeIsTranslateWithoutATarget) {
  const auto invocation = parse({"transcribe", "talk.mp4", "--from", "de", "--prompt",
                                 "Herr Kowalczyk", "--srt", "a.srt", "--json", "-", "--quiet"});
  EXPECT_EQ(invocation.command, Command::kTranscribe);
  const auto& args = invocation.translate;
  EXPECT_EQ(args.input, "talk.mp4");
  EXPECT_EQ(args.target, std::nullopt);
  EXPECT_EQ(args.source, Language::kGerman);
  EXPECT_EQ(args.prompt, "Herr Kowalczyk");
  EXPECT_TRUE(args.quiet);
  EXPECT_THAT(args.outputs,
              ElementsAre(Pair(output::Format::kJson, "-"), Pair(output::Format::kSrt, "a.srt")));
  const auto many = parse({"transcribe", "a.mp4", "b.mp4", "--out-dir", "out", "--formats", "vtt"});
  ASSERT_TRUE(many.translate.batch);
  EXPECT_THAT(many.translate.batch->formats,
              ElementsAre(output::Format::kText, output::Format::kVtt));
}

TEST(Cli, NothingIsSpokenOrTranslatedByTranscribe) {
  const Words transcribe{"transcribe", "talk.mp4"};
  for (const auto& more : {Words{"--to", "en"},
                           {"--wav", "a.wav"},
                           {"--voice", "Cherry"},
                           {"--subtitles", "both"},
                           {"--out-dir", "out", "--formats", "wav"},
                           {"--again"},
                           {"b.mp4"}}) {
    auto words = transcribe;
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(answer(words).exit_status, kExitUsage) << more.front();
  }
  EXPECT_THAT(answer({"translate", "a", "--to", "en", "--prompt", "x"}).err, HasSubstr("--prompt"));
}

TEST(Cli, Dub) {
  const auto invocation = parse({"dub", "film.mp4", "--to", "pt", "-o", "out.mkv", "--voice",
                                 "Cherry,pm_alex", "--speakers", "--original", "both", "--duck-db",
                                 "9", "--subtitles", "none", "--resume"});
  EXPECT_EQ(invocation.command, Command::kDub);
  const auto& args = invocation.dub;
  EXPECT_EQ(args.input, "film.mp4");
  EXPECT_EQ(args.output, "out.mkv");
  EXPECT_EQ(args.settings.target, Language::kPortuguese);
  EXPECT_THAT(args.settings.voices, ElementsAre("Cherry", "pm_alex"));
  EXPECT_TRUE(args.settings.tell_speakers);
  EXPECT_EQ(args.settings.original, core::OriginalSound::kBoth);
  EXPECT_EQ(args.settings.duck_db, 9);
  EXPECT_EQ(args.settings.subtitles, core::DubSubtitles::kNone);
  EXPECT_TRUE(args.resume);
  EXPECT_EQ(parse({"dub", "--edit", "x.dub/project.json"}).dub.edit, "x.dub/project.json");
}

TEST(Cli, ADubThatLacksOrMixesThingsIsRefused) {
  EXPECT_THAT(answer({"dub", "film.mp4", "--to", "pt"}).err, HasSubstr("--output"));
  EXPECT_THAT(answer({"dub", "film.mp4", "-o", "x.mp4"}).err, HasSubstr("--to"));
  EXPECT_THAT(answer({"dub", "--to", "pt", "-o", "x.mp4"}).err, HasSubstr("INPUT"));
  EXPECT_THAT(answer({"dub", "--edit", "p", "--to", "pt"}).err, HasSubstr("--edit"));
  EXPECT_EQ(answer({"dub", "f", "--to", "pt", "-o", "x", "--duck-db", "90"}).exit_status,
            kExitUsage);
}

TEST(Cli, ManyInputsGoToAFolder) {
  const auto args =
      parse({"translate", "a.mp4", "b.mp4", "--to", "pt", "c.mp4", "--out-dir", "out", "--formats",
             "srt,wav", "--formats", "srt", "--at-a-time", "3", "--voice", "Cherry", "--again"})
          .translate;
  ASSERT_TRUE(args.batch);
  EXPECT_THAT(args.batch->inputs, ElementsAre("a.mp4", "b.mp4", "c.mp4"));
  EXPECT_EQ(args.batch->out_dir, "out");
  EXPECT_THAT(args.batch->formats,
              ElementsAre(output::Format::kText, output::Format::kSrt, output::Format::kWav));
  EXPECT_EQ(args.batch->at_a_time, 3U);
  EXPECT_TRUE(args.batch->again);
  EXPECT_THAT(args.outputs, IsEmpty());
  const auto one = parse({"translate", "a.mp4", "--to", "pt", "--out-dir", "out"}).translate;
  ASSERT_TRUE(one.batch);
  EXPECT_THAT(one.batch->formats, ElementsAre(output::Format::kText));
  EXPECT_FALSE(one.batch->again);
}

TEST(Cli, ListsAreAlsoForPrograms) {
  for (const auto& words : {Words{"models", "list"},
                            {"languages"},
                            {"voices"},
                            {"config"},
                            {"api"},
                            {"keys", "new", "alice"}}) {
    auto with = words;
    with.insert(with.end(), {"--format", "json"});
    EXPECT_TRUE(parse(with).json) << words.front();
    EXPECT_FALSE(parse(words).json) << words.front();
    with.back() = "xml";
    EXPECT_EQ(answer(with).exit_status, kExitUsage);
  }
}

TEST(Cli, CompletionAndManual) {
  EXPECT_EQ(parse({"completion", "zsh"}).command, Command::kCompletion);
  EXPECT_EQ(parse({"completion", "zsh"}).shell, Shell::kZsh);
  EXPECT_EQ(parse({"completion", "fish"}).shell, Shell::kFish);
  EXPECT_EQ(parse({"completion", "bash"}).shell, Shell::kBash);
  EXPECT_EQ(answer({"completion", "ksh"}).exit_status, kExitUsage);
  EXPECT_TRUE(parse({"man", "--markdown"}).markdown);
}

TEST(Cli, StandardInputAndDefaults) {
  const auto args = parse({"translate", "-", "--to", "en"}).translate;
  EXPECT_EQ(args.input, "-");
  EXPECT_EQ(args.source, std::nullopt);
  EXPECT_EQ(args.subtitles, output::SubtitleText::kTranslation);
  EXPECT_EQ(args.voice, std::nullopt);
  EXPECT_THAT(args.outputs, IsEmpty());
}

TEST(Cli, SettingsAreHandedOnByName) {
  const auto invocation =
      parse({"serve", "--port", "9000", "--allow-open", "--allow-private-urls=false",
             "--cors-origins", "a,b", "--cors-origins", "c", "--config", "x.toml"});
  EXPECT_EQ(invocation.command, Command::kServe);
  EXPECT_EQ(invocation.sources.file, "x.toml");
  EXPECT_THAT(
      invocation.sources.flags,
      testing::UnorderedElementsAre(Pair("port", "9000"), Pair("allow_open", "true"),
                                    Pair("allow_private_urls", "false"),
                                    Pair("cors_origins", "a,b"), Pair("cors_origins", "c")));
}

TEST(Cli, EveryCommand) {
  EXPECT_EQ(parse({"models", "list"}).command, Command::kModelsList);
  EXPECT_EQ(parse({"models", "verify", "--models-dir", "x"}).command, Command::kModelsVerify);
  EXPECT_EQ(parse({"languages"}).command, Command::kLanguages);
  EXPECT_EQ(parse({"keys", "new", "alice"}).command, Command::kKeysNew);
  EXPECT_EQ(parse({"keys", "new", "alice"}).client, "alice");
  EXPECT_EQ(parse({"voices"}).command, Command::kVoices);
  EXPECT_EQ(parse({"config"}).command, Command::kConfig);
  EXPECT_TRUE(parse({"config", "--markdown"}).markdown);
  EXPECT_EQ(parse({"api"}).command, Command::kApi);
}

TEST(Cli, TheQueue) {
  EXPECT_TRUE(parse({"worker", "--until-empty"}).queue.until_empty);
  const auto enqueue = parse({"enqueue", "a.mp4", "b.mp4", "--to", "pt", "--formats", "srt,wav"});
  EXPECT_EQ(enqueue.command, Command::kEnqueue);
  EXPECT_THAT(enqueue.queue.inputs, ElementsAre("a.mp4", "b.mp4"));
  EXPECT_EQ(enqueue.queue.target, core::Language::kPortuguese);
  EXPECT_THAT(enqueue.queue.formats, ElementsAre(output::Format::kSrt, output::Format::kWav));
  EXPECT_THAT(parse({"enqueue", "a"}).queue.formats, ElementsAre(output::Format::kText));
  EXPECT_EQ(parse({"queue", "status"}).command, Command::kQueueStatus);
  EXPECT_EQ(parse({"queue", "dead"}).command, Command::kQueueDead);
  EXPECT_EQ(parse({"queue", "cancel", "x"}).command, Command::kQueueCancel);
  EXPECT_THAT(parse({"queue", "retry", "x", "y"}).queue.ids, ElementsAre("x", "y"));
}

TEST(Cli, HelpAndVersionAreNoErrors) {
  const auto help = answer({"--help"});
  EXPECT_EQ(help.exit_status, kExitOk);
  EXPECT_THAT(help.out, HasSubstr("translate"));
  EXPECT_THAT(help.out, HasSubstr("Exit status"));
  const auto command_help = answer({"translate", "--help"});
  EXPECT_THAT(command_help.out, HasSubstr("--max-duration-s"));
  EXPECT_THAT(command_help.out, testing::Not(HasSubstr("--port")));
  EXPECT_THAT(answer({"serve", "--help"}).out, testing::Not(HasSubstr("--api-keys ")));
  EXPECT_THAT(answer({"--version"}).out,
              testing::MatchesRegex("dragoman [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

struct BadLine {
  Words words;
  std::string message;
};

class UsageError : public testing::TestWithParam<BadLine> {};

TEST_P(UsageError, IsNamed) {
  const auto refused = answer(GetParam().words);
  EXPECT_EQ(refused.exit_status, kExitUsage);
  EXPECT_THAT(refused.out, IsEmpty());
  EXPECT_THAT(refused.err, testing::StartsWith("dragoman: "));
  EXPECT_THAT(refused.err, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, UsageError,
    testing::Values(
        BadLine{{}, "subcommand is required"}, BadLine{{"transalte"}, "no command 'transalte'"},
        BadLine{{"translate"}, "INPUT is required"},
        BadLine{{"translate", "a.wav"}, "--to is required"},
        BadLine{{"translate", "a.wav", "--to"}, "--to"},
        BadLine{{"translate", "a.wav", "--to", "klingon"}, "Languages: en zh ru"},
        BadLine{{"translate", "a.wav", "--to", "en", "--from", "auto"}, "'auto' is not a language"},
        BadLine{{"translate", "a.wav", "b.wav", "--to", "en"}, "b.wav: several inputs need"},
        BadLine{{"translate", "a.wav", "--to", "en", "--out-dir", "d", "--srt", "x"}, "--formats"},
        BadLine{{"translate", "a.wav", "--to", "en", "--formats", "srt"}, "goes with --out-dir"},
        BadLine{{"translate", "a.wav", "--to", "en", "--again"}, "goes with --out-dir"},
        BadLine{{"translate", "a", "--to", "en", "--out-dir", "d", "--formats", "mp4"}, "mp4"},
        BadLine{{"translate", "a", "--to", "en", "--out-dir", "d", "--at-a-time", "0"},
                "--at-a-time"},
        BadLine{{"translate", "a", "--to", "en", "--out-dir", "d", "--voice", "x"}, "wav"},
        BadLine{{"translate", "a.wav", "--to", "en", "--voice", "Cherry"}, "--wav"},
        BadLine{{"translate", "a.wav", "--to", "en", "--rate", "1"}, "--wav"},
        BadLine{{"translate", "a.wav", "--to", "en", "--wav", "x", "--rate", "3"}, "--rate"},
        BadLine{{"translate", "a.wav", "--to", "en", "--port", "1"}, "--port"},
        BadLine{{"serve", "--prot", "1"}, "--prot"},
        BadLine{{"serve", "--api-keys", "k"}, "--api-keys"},
        BadLine{{"models"}, "subcommand is required"},
        BadLine{{"models", "fetch"}, "no command 'fetch'"}, BadLine{{"voices", "list"}, "list"}));

}  // namespace
}  // namespace dragoman::app

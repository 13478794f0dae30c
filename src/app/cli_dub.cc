#include <CLI/CLI.hpp>

#include "app/cli_parsed.h"
#include "app/options.h"

namespace dragoman::app {

namespace {

void add_dub_settings(CLI::App& command, Parsed& parsed, CLI::Option& edit) {
  auto& settings = parsed.invocation.dub.settings;
  const auto add = [&](CLI::Option* option, const char* type) {
    option->type_name(type)->excludes(&edit);
    return option;
  };
  add(command.add_option("--to", parsed.target, "The language to dub into: a code or a name"),
      "LANG")
      ->check(check_language);
  add(command.add_option("--from", parsed.source,
                         "The language that is spoken (default: detected)"),
      "LANG")
      ->check(check_language);
  add(command.add_option(
          "--chinese-script", parsed.chinese_script,
          "How Chinese is written: simplified or traditional (default: as it comes)"),
      "SCRIPT")
      ->check(CLI::IsMember({"simplified", "traditional"}, CLI::ignore_case));
  add(command.add_option("--voice", settings.voices,
                         "Who speaks; with several, a voice for each speaker in turn"),
      "NAME,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_flag("--speakers", settings.tell_speakers,
                "Tell speakers apart, and give each a voice of its own")
      ->excludes(&edit);
  add(command.add_option("--original", parsed.original,
                         "The film's own sound: duck (lower under the speech), track (a second "
                         "track), or both (default: duck)"),
      "HOW")
      ->check(CLI::IsMember({"duck", "track", "both"}));
  add(command.add_option("--duck-db", settings.duck_db,
                         "How much lower it is under speech (default: 15)"),
      "DB")
      ->check(CLI::Range(0.0, 60.0));
  add(command.add_option(
          "--subtitles", parsed.subtitles,
          "Which subtitle tracks: none, translation, source or both (default: both)"),
      "TEXT")
      ->check(CLI::IsMember({"none", "translation", "source", "both"}));
}

}  // namespace

void add_dub(CLI::App& app, Parsed& parsed) {
  auto& args = parsed.invocation.dub;
  auto* command = app.add_subcommand(
      "dub", "Dub a film: its speech translated and spoken in its place, all else as it was");
  command->add_option("INPUT", args.input, "The film, or a recording")->type_name("");
  command
      ->add_option("-o,--output", args.output,
                   "The dubbed film; its ending says of what kind (.mp4, .mkv, .webm)")
      ->type_name("FILE");
  auto* edit = command
                   ->add_option("--edit", args.edit,
                                "The project.json of a dub, whose changed lines are spoken anew")
                   ->type_name("FILE");
  add_dub_settings(*command, parsed, *edit);
  command->add_flag("--resume", args.resume, "Go on with what a run before this one did, if any")
      ->excludes(edit);
  command->add_flag("--overwrite", args.overwrite, "Replace what is at the output's place");
  command->add_flag("--quiet", args.quiet, "Only errors on standard error");
  command->final_callback([command, edit] {
    for (const char* name : {"INPUT", "--to", "--output"}) {
      if (edit->count() == 0 && command->get_option(name)->count() == 0) {
        throw CLI::RequiredError(name);
      }
    }
  });
  add_settings(
      *command, parsed,
      {OptionGroup::kStore, OptionGroup::kEngines, OptionGroup::kMedia, OptionGroup::kReports});
}

}  // namespace dragoman::app

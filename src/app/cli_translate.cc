#include <algorithm>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli_parsed.h"
#include "app/options.h"

namespace dragoman::app {

namespace {

[[noreturn]] void refuse(const char* option, const std::string& why) {
  throw CLI::ValidationError(option, why);
}

void add_input(CLI::App& command, Parsed& parsed) {
  command
      .add_option("INPUT", parsed.inputs,
                  "A file, an http(s) URL, or - for standard input; several with --out-dir")
      ->required()
      ->type_name("");
}

void add_languages_spoken(CLI::App& command, Parsed& parsed) {
  command.add_option("--from", parsed.source, "The language that is spoken (default: detected)")
      ->type_name("LANG")
      ->check(check_language);
  command
      .add_option("--chinese-script", parsed.chinese_script,
                  "How Chinese is written: simplified or traditional (default: as it comes)")
      ->type_name("SCRIPT")
      ->check(CLI::IsMember({"simplified", "traditional"}, CLI::ignore_case));
}

void add_outputs(CLI::App& command, Parsed& parsed, bool speech) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < output::formats().size(); ++i) {
    const auto& format = output::formats()[i];
    if (format.format == output::Format::kWav && !speech) continue;
    names.emplace_back(format.name);
    command
        .add_option("--" + std::string(format.name), parsed.places[i],
                    "Write " + std::string(format.title))
        ->type_name("FILE");
  }
  command
      .add_option("--out-dir", parsed.out_dir,
                  speech ? "The folder for the translations of many inputs: talk.mp4 into "
                           "Portuguese becomes talk.pt.txt. What is there already is passed over"
                         : "The folder for the transcripts of many inputs: talk.mp4 becomes "
                           "talk.txt. What is there already is passed over")
      ->type_name("DIR");
  command
      .add_option("--formats", parsed.formats,
                  "With --out-dir: what is written beside the text, separated by commas")
      ->type_name("FORMAT,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember(names));
  command
      .add_option("--at-a-time", parsed.batch.at_a_time,
                  "With --out-dir: how many inputs are worked on at a time (default: 2)")
      ->type_name("NUMBER")
      ->check(CLI::Range(1, 64));
  command.add_flag("--again", parsed.batch.again, "With --out-dir: do also what is there already");
}

void add_speech(CLI::App& command, Parsed& parsed) {
  command
      .add_option("--voice", parsed.voice,
                  "Who speaks, where wav is written: `dragoman voices` lists the names; "
                  "a:0.6+b:0.4 mixes two")
      ->type_name("NAME");
  command.add_option("--rate", parsed.invocation.translate.rate, "How fast: from 0.5 to 2")
      ->type_name("NUMBER")
      ->check(CLI::Range(0.5, 2.0));
}

void add_rest(CLI::App& command, Parsed& parsed) {
  command.add_flag(
      "--quiet", parsed.invocation.translate.quiet,
      "Only errors on standard error; no text on standard output when an output is named");
  add_settings(
      command, parsed,
      {OptionGroup::kStore, OptionGroup::kEngines, OptionGroup::kMedia, OptionGroup::kReports});
}

bool speaks(const TranslateArgs& args) {
  const auto is_wav = [](const auto& output) { return output.first == output::Format::kWav; };
  if (std::ranges::any_of(args.outputs, is_wav)) return true;
  return args.batch && std::ranges::count(args.batch->formats, output::Format::kWav) > 0;
}

bool is_given(const CLI::App& command, const char* name) {
  const auto* option = command.get_option_no_throw(name);
  return option != nullptr && option->count() > 0;
}

// Many inputs, or one into a folder.
void complete_batch(const Parsed& parsed, TranslateArgs& args) {
  if (!args.outputs.empty()) {
    refuse("--out-dir", "takes the place of options that name one file: say --formats srt,json");
  }
  auto batch = parsed.batch;
  batch.inputs = parsed.inputs;
  batch.out_dir = parsed.out_dir;
  for (const auto& format : output::formats()) {
    const bool named = std::ranges::find(parsed.formats, format.name) != parsed.formats.end();
    if (named || format.format == output::Format::kText) batch.formats.push_back(format.format);
  }
  args.batch = std::move(batch);
}

}  // namespace

void add_translate(CLI::App& app, Parsed& parsed) {
  auto& command = *app.add_subcommand(
      "translate",
      "Translate recordings. The text of one comes on standard output as it is ready, unless an "
      "output takes that place; many go to a folder.");
  add_input(command, parsed);
  command.add_option("--to", parsed.target, "The language to translate into: a code or a name")
      ->required()
      ->type_name("LANG")
      ->check(check_language);
  add_languages_spoken(command, parsed);
  add_outputs(command, parsed, true);
  command
      .add_option("--subtitles", parsed.subtitles,
                  "What subtitles show: translation, source or both (default: translation)")
      ->type_name("TEXT")
      ->check(CLI::IsMember({"translation", "source", "both"}));
  add_speech(command, parsed);
  add_rest(command, parsed);
}

void add_transcribe(CLI::App& app, Parsed& parsed) {
  auto& command = *app.add_subcommand(
      "transcribe",
      "Write down what recordings say, in the language that is spoken. The text of one comes on "
      "standard output as it is ready, unless an output takes that place; many go to a folder.");
  add_input(command, parsed);
  add_languages_spoken(command, parsed);
  command
      .add_option("--prompt", parsed.invocation.translate.prompt,
                  "Text in that language, with names and terms that may be said: the recogniser "
                  "leans towards its topic and spelling")
      ->type_name("TEXT");
  add_outputs(command, parsed, false);
  add_rest(command, parsed);
}

void complete_translate(const CLI::App& command, const Parsed& parsed, TranslateArgs& args) {
  for (std::size_t i = 0; i < parsed.places.size(); ++i) {
    if (!parsed.places[i].empty()) {
      args.outputs.emplace_back(output::formats()[i].format, parsed.places[i]);
    }
  }
  if (!parsed.out_dir.empty()) {
    complete_batch(parsed, args);
  } else if (parsed.inputs.size() > 1) {
    refuse("INPUT", fmt::format("beside {} there is {}: several inputs need --out-dir, a folder "
                                "for what is made of them",
                                parsed.inputs[0], parsed.inputs[1]));
  } else {
    args.input = parsed.inputs.front();
  }
  for (const auto* option : {"--voice", "--rate"}) {
    if (is_given(command, option) && !speaks(args)) {
      refuse(option, "nothing is spoken: add --wav FILE, or wav to --formats");
    }
  }
  for (const auto* option : {"--formats", "--at-a-time", "--again"}) {
    if (is_given(command, option) && !args.batch) refuse(option, "goes with --out-dir");
  }
}

}  // namespace dragoman::app

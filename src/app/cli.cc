#include "app/cli.h"

#include <algorithm>
#include <initializer_list>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli_parsed.h"
#include "app/console.h"
#include "app/options.h"
#include "output/dub_project.h"

namespace dragoman::app {

namespace {

constexpr auto kSummary = "An interpreter for files: speech in, translated text and speech out.";
constexpr auto kFooter =
    "\nExit status: 0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted.\n"
    "Settings may also stand in a file and in the environment: docs/configuration.md, "
    "`dragoman config`.";

// What a dub that goes on, or whose lines are edited, knows already.
void add_languages(CLI::App& command, Parsed& parsed, const char* help) {
  command.add_option("--lang", parsed.languages, help)
      ->type_name("LANG,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(check_language);
}

void add_format(CLI::App& command, Parsed& parsed) {
  command
      .add_option_function<std::string>(
          "--format",
          [&parsed](const std::string& text) { parsed.invocation.json = text == "json"; },
          "text or json (default: text)")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}));
}

void add_pull(CLI::App& models, Parsed& parsed) {
  auto& args = parsed.invocation.models;
  auto* pull = models.add_subcommand(
      "pull", "Fetch models from where they are published, or from a mirror, and install them");
  pull->add_option("ID", args.ids, "Models: `dragoman models list` lists them")->type_name("");
  add_languages(*pull, parsed, "What these languages want: recognition, translation, a voice");
  pull->add_flag("--defaults", args.defaults, "What a plain installation runs on");
  pull->add_option("--quality", parsed.quality,
                   "Which models --lang chooses: fast, standard or best (default: standard)")
      ->type_name("QUALITY")
      ->check(CLI::IsMember({"fast", "standard", "best"}));
  pull->add_option("--from", args.from, "A mirror in place of the hubs: docs/models.md")
      ->type_name("DIR|URL");
  pull->add_flag("--yes", args.yes, "Do not ask before fetching");
  pull->add_option("--accept-licence", args.accepted_licences,
                   "Accept a licence that restricts use, by its name")
      ->type_name("NAME")
      ->allow_extra_args(false);
  add_settings(*pull, parsed, {OptionGroup::kStore, OptionGroup::kHubs, OptionGroup::kReports});
}

void add_models(CLI::App& app, Parsed& parsed) {
  using G = OptionGroup;
  auto& args = parsed.invocation.models;
  auto* models =
      app.add_subcommand("models", "What is installed and what can be")->require_subcommand(1);
  auto* list = models->add_subcommand("list", "List the models, and which are installed");
  add_languages(*list, parsed, "Only models that know one of these languages");
  list->add_flag("--installed", args.installed, "Only what is installed");
  list->add_flag("--markdown", parsed.invocation.markdown, "Print the page of all models");
  add_format(*list, parsed);
  add_settings(*list, parsed, {G::kStore});
  auto* verify =
      models->add_subcommand("verify", "Read every byte of the installed models and check it");
  add_settings(*verify, parsed, {G::kStore, G::kReports});
  add_pull(*models, parsed);
  auto* remove = models->add_subcommand("remove", "Remove models, and what was begun of them");
  remove->add_option("ID", args.ids, "Models")->type_name("")->required();
  add_settings(*remove, parsed, {G::kStore, G::kReports});
}

// What is made of the commands themselves.
void add_pages(CLI::App& app, Parsed& parsed) {
  auto* completion = app.add_subcommand(
      "completion", "Print the script that completes our words in a shell: docs/command-line.md");
  completion
      ->add_option_function<std::string>(
          "SHELL",
          [&parsed](const std::string& name) {
            parsed.invocation.shell = name == "zsh"    ? Shell::kZsh
                                      : name == "fish" ? Shell::kFish
                                                       : Shell::kBash;
          },
          "bash, zsh or fish")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  auto* man = app.add_subcommand("man", "Print the manual, for man -l");
  man->add_flag("--markdown", parsed.invocation.markdown, "Print docs/command-line.md");
}

void add_commands(CLI::App& app, Parsed& parsed) {
  using G = OptionGroup;
  parsed.places.resize(output::formats().size());  // references to its elements must stand
  add_translate(app, parsed);
  add_transcribe(app, parsed);
  add_dub(app, parsed);
  auto* serve = app.add_subcommand("serve", "Serve the HTTP interface");
  add_settings(*serve, parsed, {G::kStore, G::kEngines, G::kMedia, G::kServer, G::kReports});
  add_queue(app, parsed);
  auto* gateway = app.add_subcommand("gateway", "Serve in front of other servers like this one");
  add_settings(*gateway, parsed, {G::kGateway, G::kServer, G::kReports});
  add_models(app, parsed);
  auto* languages = app.add_subcommand(
      "languages", "What can be recognised, translated and spoken, and how well");
  languages->add_flag("--markdown", parsed.invocation.markdown,
                      "Print the page of all languages and the models for them");
  add_format(*languages, parsed);
  add_settings(*languages, parsed, {G::kStore, G::kEngines, G::kReports});
  auto* voices = app.add_subcommand("voices", "Who can speak");
  add_format(*voices, parsed);
  add_settings(*voices, parsed, {G::kStore, G::kEngines, G::kReports});
  auto* config = app.add_subcommand("config", "Print the settings in force");
  config->add_flag("--markdown", parsed.invocation.markdown, "Print the reference of all settings");
  add_format(*config, parsed);
  add_settings(*config, parsed,
               {G::kStore, G::kHubs, G::kEngines, G::kMedia, G::kServer, G::kGateway, G::kQueue,
                G::kReports});
  auto* api = app.add_subcommand("api", "Print the reference of the HTTP interface");
  add_format(*api, parsed);
  auto* keys =
      app.add_subcommand("keys", "Keys for the clients of a server")->require_subcommand(1);
  auto* key = keys->add_subcommand(
      "new", "Make a key: it is shown once, with the row for the clients' file");
  key->add_option("NAME", parsed.invocation.client, "Whose key it is")->type_name("")->required();
  add_format(*key, parsed);
  add_pages(app, parsed);
}

void set_up(CLI::App& app, Parsed& parsed) {
  app.set_version_flag("--version", "dragoman " DRAGOMAN_VERSION, "Print the version and exit");
  app.require_subcommand(1);
  app.footer(kFooter);
  add_commands(app, parsed);
}

Command command_of(const CLI::App& app) {
  if (app.got_subcommand("translate")) return Command::kTranslate;
  if (app.got_subcommand("transcribe")) return Command::kTranscribe;
  if (app.got_subcommand("dub")) return Command::kDub;
  if (app.got_subcommand("serve")) return Command::kServe;
  if (const auto command = queue_command_of(app)) return *command;
  if (app.got_subcommand("gateway")) return Command::kGateway;
  if (app.got_subcommand("languages")) return Command::kLanguages;
  if (app.got_subcommand("voices")) return Command::kVoices;
  if (app.got_subcommand("config")) return Command::kConfig;
  if (app.got_subcommand("api")) return Command::kApi;
  if (app.got_subcommand("keys")) return Command::kKeysNew;
  if (app.got_subcommand("completion")) return Command::kCompletion;
  if (app.got_subcommand("man")) return Command::kMan;
  const auto* models = app.get_subcommand("models");
  if (models->got_subcommand("pull")) return Command::kModelsPull;
  if (models->got_subcommand("remove")) return Command::kModelsRemove;
  return models->got_subcommand("list") ? Command::kModelsList : Command::kModelsVerify;
}

Invocation complete(const CLI::App& app, Parsed& parsed) {
  auto invocation = std::move(parsed.invocation);
  invocation.command = command_of(app);
  auto& args = invocation.translate;
  args.target = core::parse_language(parsed.target);
  args.source = core::parse_language(parsed.source);
  args.chinese_script = core::parse_chinese_script(parsed.chinese_script);
  args.subtitles = output::parse_subtitle_text(parsed.subtitles).value_or(args.subtitles);
  if (!parsed.voice.empty()) args.voice = parsed.voice;
  auto& dub = invocation.dub.settings;
  dub.source = args.source;
  dub.target = args.target.value_or(dub.target);
  dub.chinese_script = args.chinese_script;
  dub.original = output::parse_original_sound(parsed.original).value_or(dub.original);
  dub.subtitles = output::parse_dub_subtitles(parsed.subtitles).value_or(dub.subtitles);
  auto& models = invocation.models;
  for (const auto& text : parsed.languages) {
    if (const auto language = core::parse_language(text)) models.languages.insert(*language);
  }
  models.quality = models::parse_tier(parsed.quality).value_or(models.quality);
  models.json = invocation.json;
  if (invocation.command == Command::kTranslate || invocation.command == Command::kTranscribe) {
    complete_translate(*app.get_subcommands().front(), parsed, args);
  }
  if (invocation.command == Command::kEnqueue) complete_enqueue(parsed, invocation.queue);
  if (!parsed.config_file.empty()) invocation.sources.file = parsed.config_file;
  for (const auto& [name, texts] : parsed.settings) {
    for (const auto& text : texts) invocation.sources.flags.emplace_back(name, text);
  }
  return invocation;
}

// The first word that should be a command and is none; CLI11 would only say that one is missing.
std::optional<std::string> unknown_command(CLI::App& app, const std::vector<std::string>& words) {
  auto* at = &app;
  for (const auto& word : words) {
    const bool takes_command = !at->get_subcommands([](CLI::App*) { return true; }).empty();
    if (!takes_command || word.starts_with('-')) return std::nullopt;
    const auto named =
        at->get_subcommands([&](const CLI::App* command) { return command->get_name() == word; });
    if (named.empty()) return word;
    at = named.front();
  }
  return std::nullopt;
}

}  // namespace

CommandNode command_tree() {
  CLI::App app(kSummary, "dragoman");
  Parsed parsed;
  set_up(app, parsed);
  return read_command_tree(app);
}

std::variant<Invocation, Answer> parse_command_line(const std::vector<std::string>& words) {
  CLI::App app(kSummary, "dragoman");
  Parsed parsed;
  set_up(app, parsed);
  if (const auto word = unknown_command(app, words)) {
    return Answer{
        kExitUsage, "",
        fmt::format("dragoman: there is no command '{}'. `dragoman --help` lists them.\n", *word)};
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    return complete(app, parsed);
  } catch (const CLI::ParseError& fault) {
    std::ostringstream out;
    std::ostringstream err;
    const int status = app.exit(fault, out, err);
    if (status == 0) return Answer{kExitOk, out.str(), ""};
    return Answer{kExitUsage, "", "dragoman: " + err.str()};
  }
}

}  // namespace dragoman::app

#include <algorithm>

#include <CLI/CLI.hpp>

#include "app/cli_parsed.h"
#include "app/options.h"

namespace dragoman::app {

namespace {

using G = OptionGroup;

void add_worker(CLI::App& app, Parsed& parsed) {
  auto* command = app.add_subcommand(
      "worker", "Work on the jobs of a queue, which machines share: docs/how-to/queue.md");
  command->add_flag("--until-empty", parsed.invocation.queue.until_empty,
                    "End once no job is left");
  add_settings(*command, parsed, {G::kStore, G::kEngines, G::kMedia, G::kQueue, G::kReports});
}

void add_enqueue(CLI::App& app, Parsed& parsed) {
  auto* command = app.add_subcommand("enqueue",
                                     "Put recordings on the queue, one job each, and print the "
                                     "jobs' ids. What is there already is passed over");
  command->add_option("INPUT", parsed.inputs, "Files below queue_input_dir, or http(s) URLs")
      ->required()
      ->type_name("");
  command
      ->add_option("--to", parsed.target,
                   "The language to translate into (default: what is said is written down)")
      ->type_name("LANG")
      ->check(check_language);
  command->add_option("--from", parsed.source, "The language that is spoken (default: detected)")
      ->type_name("LANG")
      ->check(check_language);
  std::vector<std::string> names;
  for (const auto& format : output::formats()) names.emplace_back(format.name);
  command
      ->add_option("--formats", parsed.formats,
                   "What is written, separated by commas (default: text)")
      ->type_name("FORMAT,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember(names));
  command->add_option("--voice", parsed.voice, "Who speaks, where wav is written")
      ->type_name("NAME");
  add_settings(*command, parsed, {G::kQueue, G::kReports});
}

void add_job_command(CLI::App& queue, Parsed& parsed, const char* name, const char* help,
                     bool wants_ids) {
  auto* command = queue.add_subcommand(name, help);
  auto* ids = command->add_option("ID", parsed.invocation.queue.ids,
                                  "Jobs, as `dragoman enqueue` printed them");
  ids->type_name("")->required(wants_ids);
  add_settings(*command, parsed, {G::kQueue, G::kReports});
}

}  // namespace

void add_queue(CLI::App& app, Parsed& parsed) {
  add_worker(app, parsed);
  add_enqueue(app, parsed);
  auto* queue = app.add_subcommand("queue", "What is on the queue, and what became of it")
                    ->require_subcommand(1);
  add_job_command(*queue, parsed, "status",
                  "How many jobs are where; of jobs that are named, how far they are", false);
  auto* dead = queue->add_subcommand("dead", "List the dead letters, with their reasons");
  add_settings(*dead, parsed, {G::kQueue, G::kReports});
  add_job_command(*queue, parsed, "retry", "Put dead letters on the queue again", true);
  add_job_command(*queue, parsed, "cancel",
                  "Take jobs off the queue; those that run are broken off", true);
}

std::optional<Command> queue_command_of(const CLI::App& app) {
  if (app.got_subcommand("worker")) return Command::kWorker;
  if (app.got_subcommand("enqueue")) return Command::kEnqueue;
  const auto* queue = app.get_subcommand("queue");
  if (queue->got_subcommand("status")) return Command::kQueueStatus;
  if (queue->got_subcommand("dead")) return Command::kQueueDead;
  if (queue->got_subcommand("retry")) return Command::kQueueRetry;
  if (queue->got_subcommand("cancel")) return Command::kQueueCancel;
  return std::nullopt;
}

void complete_enqueue(const Parsed& parsed, QueueArgs& args) {
  args.inputs = parsed.inputs;
  args.source = core::parse_language(parsed.source);
  args.target = core::parse_language(parsed.target);
  args.voice = parsed.voice;
  for (const auto& format : output::formats()) {
    if (std::ranges::find(parsed.formats, format.name) != parsed.formats.end())
      args.formats.push_back(format.format);
  }
  if (args.formats.empty()) args.formats = {output::Format::kText};
  const bool speaks = std::ranges::find(args.formats, output::Format::kWav) != args.formats.end();
  if (speaks && !args.target) throw CLI::ValidationError("--formats", "wav needs --to");
  if (!speaks && !args.voice.empty())
    throw CLI::ValidationError("--voice", "nothing is spoken: add wav to --formats");
}

}  // namespace dragoman::app

#include "app/commands.h"

#include <optional>
#include <utility>

#include "api/reference.h"
#include "api/wire/language_list.h"
#include "api/wire/voice_list.h"
#include "app/batch_command.h"
#include "app/cli.h"
#include "app/clients_file.h"
#include "app/completion.h"
#include "app/dub_command.h"
#include "app/first_run.h"
#include "app/gateway_command.h"
#include "app/languages_page.h"
#include "app/listings.h"
#include "app/manual.h"
#include "app/models_command.h"
#include "app/models_report.h"
#include "app/package_models.h"
#include "app/queue_command.h"
#include "app/reference.h"
#include "app/remote_services.h"
#include "app/reports.h"
#include "app/serve_command.h"
#include "app/translate_command.h"
#include "app/wire_up.h"
#include "app/worker_command.h"
#include "base/log.h"

namespace dragoman::app {

namespace {

int print(const std::string& text, Console& console) {
  const auto status = console.out.append(text);
  return status ? kExitOk : console.fail(status.error());
}

// An error after a signal is the signal's doing.
int fail(const base::Error& error, Console& console, const base::CancelToken& cancel) {
  return cancel.cancelled() ? kExitInterrupted : console.fail(error);
}

// Sees first that there are models to open.
base::Result<std::unique_ptr<pipeline::Engines>> load_engines(
    const Config& config, Console& console, const base::CancelToken& cancel,
    const pipeline::Metrics& metrics = {}) {
  const auto store = open_store(config);
  if (!store) return store.error();
  const auto there = provide_models(*store, config.recipe, done_by_services(config),
                                    script_installer(config.models_dir), console, cancel);
  if (!there) return there.error();
  return open_engines(config, cancel, metrics);
}

int translate(const TranslateArgs& args, const Config& config, Console& console,
              const base::CancelToken& cancel) {
  const auto limits = job_limits(config);
  if (!limits) return console.fail(limits.error());
  if (args.batch) {
    const auto load = [&](const base::CancelToken& stop) {
      return load_engines(config, console, stop);
    };
    return run_batch(args, load, *limits, console, cancel);
  }
  auto outputs = open_outputs(args);
  if (!outputs) return console.fail(outputs.error());
  const auto engines = load_engines(config, console, cancel);
  if (!engines) return fail(engines.error(), console, cancel);
  return run_translate(args, *std::move(outputs), **engines, *limits, console, cancel);
}

int dub(const DubArgs& args, const Config& config, Console& console,
        const base::CancelToken& cancel) {
  const auto limits = job_limits(config);
  if (!limits) return console.fail(limits.error());
  const auto load = [&](const auto& around) { return open_engines(config, cancel, {}, around); };
  return run_dub(args, load, *limits, console, cancel);
}

int serve(const Config& config, Console& console, const base::CancelToken& cancel) {
  const auto metrics = std::make_shared<base::Metrics>();
  const auto load = [&](const base::CancelToken& stop) {
    return load_engines(config, console, stop, pipeline::Metrics(*metrics));
  };
  return run_serve(config, load, console, cancel, metrics);
}

int work(const QueueArgs& args, const Config& config, Console& console,
         const base::CancelToken& cancel) {
  const auto load = [&](const base::CancelToken& stop) {
    return load_engines(config, console, stop);
  };
  return run_worker(config, args.until_empty, load, console, cancel);
}

int run_models(Command command, const ModelsArgs& args, const Config& config, Console& console,
               const base::CancelToken& cancel) {
  const auto store = open_store(config);
  if (!store) return console.fail(store.error());
  switch (command) {
    case Command::kModelsPull: {
      const auto source = pull_source(config, args.from, store->catalogue());
      if (!source) return console.fail(source.error());
      return pull_models(args, *store, *source, fetch_options(config),
                         script_installer(config.models_dir), console, cancel);
    }
    case Command::kModelsRemove:
      return remove_models(args, *store, console);
    case Command::kModelsVerify:
      return verify_models(*store, console, cancel);
    default:
      return print(models_report(*store, args), console);
  }
}

int report_engines(const Invocation& invocation, const Config& config, Console& console,
                   const base::CancelToken& cancel) {
  const auto engines = load_engines(config, console, cancel);
  if (!engines) return fail(engines.error(), console, cancel);
  const bool voices = invocation.command == Command::kVoices;
  if (voices && !invocation.json) return print(voices_report(**engines), console);
  const auto coverage = coverage_of(**engines);
  if (!coverage) return console.fail(coverage.error());
  if (voices) return print(api::wire::voice_list(*coverage) + "\n", console);
  return print(
      invocation.json ? api::wire::language_list(*coverage) + "\n" : languages_report(*coverage),
      console);
}

// The row may be appended to the file; the key is for the eyes.
int new_key(const std::string& client, bool json, Console& console) {
  const auto made = make_key(client);
  if (!made) return console.fail(made.error());
  if (json) return print(key_json(client, *made), console);
  console.say("The key, shown this once: " + made->key);
  return print(made->row, console);
}

// What is the same wherever the program runs: asked for, or nothing.
std::optional<base::Result<std::string>> page_of(const Invocation& invocation) {
  switch (invocation.command) {
    case Command::kApi:
      return invocation.json ? api_json() : api::reference_markdown();
    case Command::kCompletion:
      return completion_script(invocation.shell, command_tree());
    case Command::kMan:
      return invocation.markdown ? manual_markdown(command_tree()) : manual_page(command_tree());
    case Command::kLanguages:
      if (invocation.markdown) return languages_markdown();
      return std::nullopt;
    case Command::kModelsList:
      if (invocation.markdown) return catalogue_markdown();
      return std::nullopt;
    case Command::kConfig:
      if (invocation.markdown) return reference_markdown();
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

void set_log(const Config& config, Command command) {
  const std::string usual =
      command == Command::kServe || command == Command::kWorker ? "info" : "warning";
  const auto level = base::parse_log_level(config.log_level.empty() ? usual : config.log_level);
  base::set_log_level(level.value_or(base::LogLevel::kInfo));
  const auto format = base::parse_log_format(config.log_format);
  base::set_log_format(format.value_or(base::LogFormat::kText));
}

int run(const Invocation& invocation, const Config& config, Console& console,
        const base::CancelToken& cancel) {
  switch (invocation.command) {
    case Command::kTranslate:
    case Command::kTranscribe:
      return translate(invocation.translate, config, console, cancel);
    case Command::kDub:
      return dub(invocation.dub, config, console, cancel);
    case Command::kServe:
      return serve(config, console, cancel);
    case Command::kWorker:
      return work(invocation.queue, config, console, cancel);
    case Command::kEnqueue:
      return run_enqueue(invocation.queue, config, console);
    case Command::kQueueStatus:
    case Command::kQueueDead:
    case Command::kQueueRetry:
    case Command::kQueueCancel:
      return run_queue(invocation.command, invocation.queue, config, console);
    case Command::kGateway:
      return run_gateway(config, console, cancel);
    case Command::kModelsList:
    case Command::kModelsVerify:
    case Command::kModelsPull:
    case Command::kModelsRemove:
      return run_models(invocation.command, invocation.models, config, console, cancel);
    case Command::kLanguages:
    case Command::kVoices:
      return report_engines(invocation, config, console, cancel);
    case Command::kApi:  // these are answered without a configuration
    case Command::kKeysNew:
    case Command::kCompletion:
    case Command::kMan:
      break;
    case Command::kConfig:
      return print(invocation.json ? config_json(config) : effective_toml(config), console);
  }
  return kExitUsage;
}

}  // namespace

int run_command(const std::vector<std::string>& words, const Environment& environment,
                Console& console, const base::CancelToken& cancel) {
  auto parsed = parse_command_line(words);
  if (const auto* answer = std::get_if<Answer>(&parsed)) {
    static_cast<void>(console.err.append(answer->err));
    const int written = print(answer->out, console);
    return answer->exit_status == kExitOk ? written : answer->exit_status;
  }
  auto& invocation = std::get<Invocation>(parsed);
  if (const auto page = page_of(invocation)) {
    return *page ? print(**page, console) : console.fail(page->error());
  }
  if (invocation.command == Command::kKeysNew) {
    return new_key(invocation.client, invocation.json, console);
  }
  invocation.sources.environment = environment;
  const auto config = load_config(invocation.sources);
  if (!config) {
    console.fail(config.error());
    return kExitUsage;
  }
  set_log(*config, invocation.command);
  return run(invocation, *config, console, cancel);
}

}  // namespace dragoman::app

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/command_tree.h"
#include "app/config.h"
#include "core/dub.h"
#include "core/language.h"
#include "models/catalogue.h"
#include "output/writer.h"

namespace dragoman::app {

enum class Command : std::uint8_t {
  kTranslate,
  kTranscribe,
  kDub,
  kServe,
  kWorker,
  kEnqueue,
  kQueueStatus,
  kQueueDead,
  kQueueRetry,
  kQueueCancel,
  kGateway,
  kModelsList,
  kModelsVerify,
  kModelsPull,
  kModelsRemove,
  kLanguages,
  kVoices,
  kConfig,
  kApi,
  kKeysNew,
  kCompletion,
  kMan,
};

enum class Shell : std::uint8_t { kBash, kZsh, kFish };

/// Many recordings in one go: `--out-dir`.
struct BatchArgs {
  std::vector<std::string> inputs;  ///< Paths and http(s) URLs; never empty.
  std::string out_dir;
  std::vector<output::Format> formats;  ///< Never empty; each once.
  unsigned at_a_time = 2;               ///< At least one.
  bool again = false;                   ///< Also what is whole already.
};

/// What `dragoman translate` or `dragoman transcribe` was asked for.
struct TranslateArgs {
  std::string input;  ///< A path, "-" for standard input, or an http(s) URL. Empty for a batch.
  std::optional<core::Language> source;
  std::optional<core::Language> target = core::Language::kEnglish;  ///< Nothing: transcribe.
  std::string prompt = {};  ///< Of transcribe: core::Job::prompt.
  std::optional<core::ChineseScript> chinese_script;
  output::SubtitleText subtitles = output::SubtitleText::kTranslation;
  std::optional<std::string> voice;
  double rate = 1.0;
  std::vector<std::pair<output::Format, std::string>>
      outputs;  ///< Each with its place; "-" is standard output.
  bool quiet = false;
  std::optional<BatchArgs> batch = std::nullopt;  ///< Then `input` and `outputs` are its own.
};

/// What `dragoman dub` was asked for.
struct DubArgs {
  std::string input;   ///< The film. With `edit` it may be empty: the project knows it.
  std::string output;  ///< As input.
  core::DubSettings settings;
  std::string edit;  ///< The project.json whose lines were changed; empty: a new dub.
  bool resume = false;
  bool overwrite = false;
  bool quiet = false;
};

/// What the commands under `dragoman models` were asked for.
struct ModelsArgs {
  std::vector<std::string> ids = {};
  core::LanguageSet languages = {};  ///< Pull, list.
  models::Tier quality = models::Tier::kStandard;
  std::string from = {};                            ///< Pull: a mirror; empty: as configured.
  bool defaults = false;                            ///< Pull: those that `make setup` installs.
  bool yes = false;                                 ///< Pull: nobody is asked.
  std::vector<std::string> accepted_licences = {};  ///< Pull.
  bool installed = false;                           ///< List: the others are left out.
  bool json = false;                                ///< List.
};

/// What `dragoman worker`, `enqueue` and the commands under `queue` were asked for.
struct QueueArgs {
  bool until_empty = false;                                ///< Worker.
  std::vector<std::string> inputs = {};                    ///< Enqueue: paths and http(s) URLs.
  std::optional<core::Language> source = {}, target = {};  ///< Enqueue; no target: transcripts.
  std::vector<output::Format> formats = {};                ///< Enqueue; never empty there.
  std::string voice = {};                                  ///< Enqueue.
  std::vector<std::string> ids = {};                       ///< Of jobs.
};

/// A command line, understood.
struct Invocation {
  Command command = Command::kTranslate;
  TranslateArgs translate;  ///< kTranslate and kTranscribe only.
  DubArgs dub;              ///< kDub only.
  ModelsArgs models;        ///< The kModels ones only.
  QueueArgs queue;          ///< kWorker, kEnqueue and the kQueue ones only.
  std::string client;       ///< kKeysNew only: whose key.
  bool markdown = false;    ///< kConfig, kLanguages, kMan, kModelsList: the page of the documents.
  bool json = false;        ///< Lists: for programs.
  Shell shell = Shell::kBash;  ///< kCompletion only.
  ConfigSources sources;       ///< --config and the settings given as flags.
};

/// The command line itself is the whole job: help, version, or a usage error.
struct Answer {
  int exit_status = 0;
  std::string out;
  std::string err;
};

/// Understands what stands behind the program's name.
[[nodiscard]] std::variant<Invocation, Answer> parse_command_line(
    const std::vector<std::string>& words);

/// All commands and options, for what is made of them: completion, the manual, the reference.
[[nodiscard]] CommandNode command_tree();

}  // namespace dragoman::app

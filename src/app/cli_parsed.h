#pragma once

#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/cli.h"
#include "app/options.h"

namespace dragoman::app {

/// CLI11 writes into variables that it is given references to: here they live while it parses.
struct Parsed {
  Invocation invocation;
  std::string source, target, voice, chinese_script, subtitles, config_file, quality, out_dir;
  std::string original;  // of a dub
  std::vector<std::string> languages, inputs, formats;
  BatchArgs batch;
  std::vector<std::string> places;                                        // by output::formats()
  std::deque<std::pair<std::string, std::vector<std::string>>> settings;  // option name, texts
};

/// Why the text is no language; empty where it is one. For CLI::Option::check().
[[nodiscard]] std::string check_language(const std::string& text);

/// The settings of these groups as options of a command, and --config.
void add_settings(CLI::App& command, Parsed& parsed, std::initializer_list<OptionGroup> groups);

void add_translate(CLI::App& app, Parsed& parsed);
void add_transcribe(CLI::App& app, Parsed& parsed);
void add_dub(CLI::App& app, Parsed& parsed);
/// worker, enqueue and queue.
void add_queue(CLI::App& app, Parsed& parsed);

/// Which of these commands was given, if any.
[[nodiscard]] std::optional<Command> queue_command_of(const CLI::App& app);
/// What stands behind `enqueue`, once it is parsed. Throws as below.
void complete_enqueue(const Parsed& parsed, QueueArgs& args);

/// What stands behind `translate` or `transcribe`, once it is parsed: one input with places for its
/// outputs, or a batch. Throws CLI::ValidationError, naming the option at fault.
void complete_translate(const CLI::App& command, const Parsed& parsed, TranslateArgs& args);

}  // namespace dragoman::app

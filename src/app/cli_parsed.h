#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "app/cli.h"

namespace dragoman::app {

/// CLI11 writes into variables that it is given references to: here they live while it parses.
struct Parsed {
  Invocation invocation;
  std::string source, target, voice, chinese_script, subtitles, config_file, quality, out_dir;
  std::vector<std::string> languages, inputs, formats;
  BatchArgs batch;
  std::vector<std::string> places;                                        // by output::formats()
  std::deque<std::pair<std::string, std::vector<std::string>>> settings;  // option name, texts
};

/// What stands behind `translate`, once it is parsed: one input with places for its outputs, or a
/// batch. Throws CLI::ValidationError, naming the option at fault.
void complete_translate(const CLI::App& command, const Parsed& parsed, TranslateArgs& args);

}  // namespace dragoman::app

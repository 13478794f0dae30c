#include <algorithm>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/cli_parsed.h"

namespace dragoman::app {

namespace {

[[noreturn]] void refuse(const char* option, const std::string& why) {
  throw CLI::ValidationError(option, why);
}

bool speaks(const TranslateArgs& args) {
  const auto is_wav = [](const auto& output) { return output.first == output::Format::kWav; };
  if (std::ranges::any_of(args.outputs, is_wav)) return true;
  return args.batch && std::ranges::count(args.batch->formats, output::Format::kWav) > 0;
}

// Many inputs, or one into a folder.
void complete_batch(const Parsed& parsed, TranslateArgs& args) {
  if (!args.outputs.empty()) {
    refuse("--out-dir", "takes the place of options that name one file: say --formats srt,wav");
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
                                "for their translations",
                                parsed.inputs[0], parsed.inputs[1]));
  } else {
    args.input = parsed.inputs.front();
  }
  for (const auto* option : {"--voice", "--rate"}) {
    if (command.count(option) > 0 && !speaks(args)) {
      refuse(option, "nothing is spoken: add --wav FILE, or wav to --formats");
    }
  }
  for (const auto* option : {"--formats", "--at-a-time", "--again"}) {
    if (command.count(option) > 0 && !args.batch) refuse(option, "goes with --out-dir");
  }
}

}  // namespace dragoman::app

// `dragoman serve` with fake engines that fail on demand: what a recording says decides how. For
// tests of all that stands above the engines; the command line is the program's own.
#include <unistd.h>

#include <chrono>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>

#include "app/cli.h"
#include "app/serve_command.h"
#include "app/signals.h"
#include "base/caught.h"
#include "base/log.h"
#include "engines/fake/fake_engines.h"

namespace dragoman {

namespace {

void wait(std::chrono::milliseconds length, const base::CancelToken& cancel) {
  const auto end = std::chrono::steady_clock::now() + length;
  while (std::chrono::steady_clock::now() < end && !cancel.cancelled()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

// A text reads "<work> <what happens>".
void misbehave(std::string_view work, const std::string& text, const base::CancelToken& cancel) {
  if (!text.starts_with(work)) return;
  const auto what = std::string_view(text).substr(work.size() + 1);
  if (what.starts_with("throws")) throw std::runtime_error("thrown by a fake engine");
  if (what.starts_with("memory")) throw std::bad_alloc();
  if (what.starts_with("foreign")) throw 42;
  if (what.starts_with("waits")) wait(std::chrono::hours(1), cancel);
  if (what.starts_with("pauses")) wait(std::chrono::milliseconds(100), cancel);
}

engines::fake::Script script() {
  engines::fake::Script script;
  const auto english = core::Language::kEnglish;
  script.lines[1] = {english, "Hello there.", ""};
  script.lines[2] = {english, "recognise throws.", ""};
  script.lines[3] = {english, "recognise memory.", ""};
  script.lines[4] = {english, "recognise foreign.", ""};
  script.lines[5] = {english, "translate throws.", ""};
  script.lines[6] = {english, "speak throws.", ""};
  script.lines[7] = {english, "recognise waits.", ""};
  script.lines[8] = {english, "recognise pauses.", ""};
  script.lines[9] = {english, "translate memory.", ""};
  script.before = misbehave;
  return script;
}

int serve(const std::vector<std::string>& words, app::Console& console,
          const base::CancelToken& stop) {
  const auto parsed = app::parse_command_line(words);
  const auto* invocation = std::get_if<app::Invocation>(&parsed);
  if (invocation == nullptr || invocation->command != app::Command::kServe) {
    console.say("usage: fake_server serve [options of `dragoman serve`]");
    return app::kExitUsage;
  }
  const auto config = app::load_config(invocation->sources);
  if (!config) return console.fail(config.error());
  base::set_log_level(base::LogLevel::kInfo);
  const app::EngineLoader load =
      [](const auto&) -> base::Result<std::unique_ptr<pipeline::Engines>> {
    return std::make_unique<pipeline::Engines>(engines::fake::make_engine_set(script()),
                                               pipeline::VoiceStandIns());
  };
  return app::run_serve(*config, load, console, stop);
}

}  // namespace

}  // namespace dragoman

int main(int argc, char** argv) {
  using namespace dragoman;
  const app::SignalWatch signals;
  app::FdSink out(STDOUT_FILENO);
  app::FdSink err(STDERR_FILENO);
  app::Console console{out, err};
  try {
    return serve({argv + 1, argv + argc}, console, signals.token());
  } catch (...) {
    return console.fail(base::caught("The program failed."));
  }
}

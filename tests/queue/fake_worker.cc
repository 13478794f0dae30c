// `dragoman worker` with fake engines that take their time, and fail on demand: what a recording
// says decides how. For tests of all that stands above the engines; the command line is the
// program's own.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "app/cli.h"
#include "app/signals.h"
#include "app/worker_command.h"
#include "base/caught.h"
#include "base/log.h"
#include "base/pause.h"
#include "engines/fake/fake_engines.h"

namespace dragoman {

namespace {

// A text reads "recognise <what happens>".
void misbehave(std::string_view work, const std::string& text, const base::CancelToken& cancel) {
  if (work != "recognise") return;
  std::chrono::milliseconds length(150);
  if (text.ends_with("waits.")) length = std::chrono::minutes(10);
  static_cast<void>(base::pause_for(length, cancel));
  if (text.ends_with("crashes.")) ::kill(::getpid(), SIGKILL);
  if (text.ends_with("throws.")) throw std::runtime_error("thrown by a fake engine");
}

engines::fake::Script script() {
  engines::fake::Script script;
  const auto english = core::Language::kEnglish;
  script.lines[1] = {english, "Hello there.", ""};
  script.lines[2] = {english, "recognise crashes.", ""};
  script.lines[3] = {english, "recognise throws.", ""};
  script.lines[4] = {english, "recognise waits.", ""};
  script.before = misbehave;
  return script;
}

int work(const std::vector<std::string>& words, app::Console& console,
         const base::CancelToken& stop) {
  const auto parsed = app::parse_command_line(words);
  const auto* invocation = std::get_if<app::Invocation>(&parsed);
  if (invocation == nullptr || invocation->command != app::Command::kWorker) {
    console.say("usage: fake_worker worker [options of `dragoman worker`]");
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
  return app::run_worker(*config, invocation->queue.until_empty, load, console, stop);
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
    return work({argv + 1, argv + argc}, console, signals.token());
  } catch (...) {
    return console.fail(base::caught("The program failed."));
  }
}

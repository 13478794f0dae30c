#include <malloc.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/signals.h"
#include "base/caught.h"

int main(int argc, char** argv) {
  using namespace dragoman;
  // glibc would give every thread an arena of its own, and each would keep what its busiest moment
  // took: a tenth of the memory of a server, for nothing that could be measured.
  ::mallopt(M_ARENA_MAX, 2);
  const app::SignalWatch signals;
  app::FdSink out(STDOUT_FILENO);
  app::FdSink err(STDERR_FILENO);
  app::Console console{out, err, ::isatty(STDOUT_FILENO) == 1, ::isatty(STDERR_FILENO) == 1};
  const bool colours = app::wants_colours(app::process_environment);
  console.out_colours = colours && console.out_is_terminal;
  console.err_colours = colours && console.err_is_terminal;
  if (::isatty(STDIN_FILENO) == 1) {
    console.read_line = [](const auto& cancel) {
      return app::read_line_from(STDIN_FILENO, cancel);
    };
  }
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    return app::run_command(words, app::process_environment, console, signals.token());
  } catch (...) {
    return console.fail(base::caught("The program failed."));
  }
}

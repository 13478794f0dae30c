#pragma once

#include <thread>

#include "base/cancel.h"
#include "base/files.h"

namespace dragoman::app {

/// Turns SIGINT, SIGTERM and SIGHUP (a terminal that closes) into a cancel (kShutdown); a second
/// one ends the process at once (status 130). One that was ignored at the start stays ignored.
/// SIGPIPE and SIGXFSZ are ignored from then on: a broken pipe and a file at its limit show as
/// errors of write(). Standard streams that are closed are held, so that nothing else gets their
/// numbers. Make one, first thing in main, before any other thread: threads made later inherit the
/// signal mask.
class SignalWatch {
 public:
  SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

  [[nodiscard]] base::CancelToken token() const { return source_.token(); }

 private:
  void watch();

  base::CancelSource source_;
  base::UniqueFd signals_;
  base::UniqueFd stop_;
  std::thread thread_;
};

}  // namespace dragoman::app

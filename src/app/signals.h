#pragma once

#include <thread>

#include "base/cancel.h"
#include "base/files.h"

namespace dragoman::app {

/// Turns SIGINT and SIGTERM into a cancel (kShutdown); a second one ends the process at once
/// (status 130). SIGPIPE is ignored from then on: a broken pipe shows as an error of write(). Make
/// one, first thing in main, before any other thread: threads made later inherit the signal mask.
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

#pragma once

#include <cstddef>
#include <map>
#include <string>

/// How long work goes on without a look at its cancel token. Each look at a base::CancelToken, from
/// whatever library of ours, is caught by the linker (--wrap, see bench/CMakeLists.txt), so that
/// nothing of the program is changed for it.
namespace dragoman::bench {

/// The longest stretch of one stage, in CPU seconds of the thread that did the work.
struct Longest {
  double cpu_s = 0;
  double wall_s = 0;  ///< Of the stretch that was longest in CPU.
  std::size_t calls = 0;
};

/// While it lives, looks of this thread are those of `stage`; its begin and end count as looks.
class PolledCall {
 public:
  explicit PolledCall(const char* stage);
  PolledCall(const PolledCall&) = delete;
  PolledCall& operator=(const PolledCall&) = delete;
  ~PolledCall();
};

/// What was seen so far, by stage. Safe from any thread.
[[nodiscard]] std::map<std::string, Longest> longest_stretches();

/// For stages that are stopped otherwise than by looking: a stretch that was measured outside.
void add_stretch(const char* stage, double cpu_s, double wall_s);

}  // namespace dragoman::bench

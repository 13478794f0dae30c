#pragma once

namespace dragoman::base {

/// What this process has used so far, as the kernel counts it. A figure that cannot be read is 0.
struct ProcessUse {
  double cpu_s = 0;  ///< User and system time of all its threads.
  double resident_bytes = 0;
  double virtual_bytes = 0;
  double open_fds = 0;
  double max_fds = 0;
  double threads = 0;
  double start_s = 0;  ///< When it began, in seconds since 1970.
};

/// Reads /proc/self (proc(5)); takes microseconds. Safe from any thread.
[[nodiscard]] ProcessUse process_use();

/// CPU time of the calling thread.
[[nodiscard]] double thread_cpu_s();

/// From now on the calling thread stands back where others want the CPU (nice(2), which Linux has
/// for each thread). There is no way back.
void stand_back();

}  // namespace dragoman::base

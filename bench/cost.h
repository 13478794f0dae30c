#pragma once

#include <chrono>

#include <sys/resource.h>
#include <sys/time.h>

/// What this process has used up to now.
namespace dragoman::bench {

inline rusage usage() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used;
}

inline double cpu_seconds() {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  const auto used = usage();
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

inline double peak_rss_mb() { return static_cast<double>(usage().ru_maxrss) / 1024.0; }

inline double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace dragoman::bench

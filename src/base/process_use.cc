#include "base/process_use.h"

#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace dragoman::base {

namespace {

// Numbers of the fields as proc(5) counts them, from 1; the second, the program's name, may hold
// blanks and ends at the last bracket.
constexpr std::size_t kUserTicks = 14;
constexpr std::size_t kSystemTicks = 15;
constexpr std::size_t kThreads = 20;
constexpr std::size_t kStartTicks = 22;
constexpr std::size_t kVirtualBytes = 23;
constexpr std::size_t kResidentPages = 24;
constexpr std::size_t kFirstRead = 3;

std::vector<double> stat_fields() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto end = text.rfind(')');
  if (end == std::string::npos || end + 4 > text.size()) return {};
  std::istringstream rest(text.substr(end + 4));  // behind the state, which is a letter
  std::vector<double> fields{0};
  for (double value = 0; rest >> value;) fields.push_back(value);
  return fields;
}

double boot_s() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    double value = 0;
    if (word == "btime" && file >> value) return value;
  }
  return 0;
}

double count_open_fds() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  double count = 0;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) ++count;
  return count > 0 ? count - 1 : 0;  // one of them reads the folder
}

double seconds(const timespec& time) {
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

ProcessUse process_use() {
  static const double started_at_boot = boot_s();
  ProcessUse use;
  const auto fields = stat_fields();
  const auto field = [&](std::size_t number) {
    const auto index = number - kFirstRead;
    return index < fields.size() ? fields[index] : 0.0;
  };
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  use.cpu_s = (field(kUserTicks) + field(kSystemTicks)) / ticks;
  use.threads = field(kThreads);
  use.start_s = started_at_boot + field(kStartTicks) / ticks;
  use.virtual_bytes = field(kVirtualBytes);
  use.resident_bytes = field(kResidentPages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  use.open_fds = count_open_fds();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) use.max_fds = static_cast<double>(limit.rlim_cur);
  return use;
}

double thread_cpu_s() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return seconds(used);
}

void stand_back() {
  constexpr int kNice = 10;
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, kNice));
}

}  // namespace dragoman::base

#include "polled.h"

#include <mutex>

#include "base/cancel.h"
#include "base/process_use.h"
#include "cost.h"

namespace dragoman::bench {

namespace {

std::mutex g_mutex;  // guards what follows
std::map<std::string, Longest> g_longest;

thread_local const char* t_stage = nullptr;
thread_local double t_cpu_s = 0;
thread_local double t_wall_s = 0;

void look() {
  if (t_stage == nullptr) return;
  const double cpu_s = base::thread_cpu_s();
  const double wall_s = wall_seconds();
  add_stretch(t_stage, cpu_s - t_cpu_s, wall_s - t_wall_s);
  t_cpu_s = base::thread_cpu_s();
  t_wall_s = wall_seconds();
}

}  // namespace

// What --wrap asks for, by the names that the compiler gives CancelToken::cancelled() and check().
using base::CancelToken;
bool real_cancelled(const CancelToken* token) __asm__(
    "__real__ZNK8dragoman4base11CancelToken9cancelledEv");
base::Status real_check(const CancelToken* token) __asm__(
    "__real__ZNK8dragoman4base11CancelToken5checkEv");

bool wrap_cancelled(const CancelToken* token) __asm__(
    "__wrap__ZNK8dragoman4base11CancelToken9cancelledEv");
bool wrap_cancelled(const CancelToken* token) {
  look();
  return real_cancelled(token);
}

base::Status wrap_check(const CancelToken* token) __asm__(
    "__wrap__ZNK8dragoman4base11CancelToken5checkEv");
base::Status wrap_check(const CancelToken* token) {
  look();
  return real_check(token);
}

PolledCall::PolledCall(const char* stage) {
  t_stage = stage;
  t_cpu_s = base::thread_cpu_s();
  t_wall_s = wall_seconds();
  const std::lock_guard lock(g_mutex);
  ++g_longest[stage].calls;
}

PolledCall::~PolledCall() {
  look();
  t_stage = nullptr;
}

std::map<std::string, Longest> longest_stretches() {
  const std::lock_guard lock(g_mutex);
  return g_longest;
}

void add_stretch(const char* stage, double cpu_s, double wall_s) {
  const std::lock_guard lock(g_mutex);
  auto& longest = g_longest[stage];
  if (cpu_s <= longest.cpu_s) return;
  longest.cpu_s = cpu_s;
  longest.wall_s = wall_s;
}

}  // namespace dragoman::bench

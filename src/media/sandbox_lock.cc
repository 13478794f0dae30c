#include "media/sandbox_lock.h"

#include <array>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <system_error>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

namespace dragoman::media {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "name this machine's architecture, as seccomp(2) knows it"
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kShadowed = true;  // a sanitizer's shadow is larger than any bound; it opens pipes
#else
constexpr bool kShadowed = false;
#endif

constexpr long kCalls[] = {
    // the socket
    SYS_recvfrom, SYS_sendto, SYS_ppoll, SYS_shutdown, SYS_read, SYS_write, SYS_close,
#ifdef SYS_poll
    SYS_poll,
#endif
    // memory; see kMappingCalls
    SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise,
    // the C library's own
    SYS_futex, SYS_clock_gettime, SYS_gettimeofday, SYS_sched_getaffinity, SYS_sched_yield,
    SYS_getpid, SYS_gettid, SYS_getrandom, SYS_rt_sigprocmask, SYS_rt_sigreturn,
    SYS_restart_syscall, SYS_sigaltstack, SYS_exit, SYS_exit_group,
#if defined(__SANITIZE_ADDRESS__)
    SYS_pipe2,  // how the sanitizer finds out whether memory can be read
#endif
};

// Allowed without PROT_EXEC, their third argument.
constexpr long kMappingCalls[] = {SYS_mmap, SYS_mprotect};

constexpr sock_filter step(std::size_t code, std::size_t value, std::size_t then = 0,
                           std::size_t otherwise = 0) {
  return {static_cast<std::uint16_t>(code), static_cast<std::uint8_t>(then),
          static_cast<std::uint8_t>(otherwise), static_cast<std::uint32_t>(value)};
}

constexpr std::size_t kLoad = BPF_LD | BPF_W | BPF_ABS;
constexpr std::size_t kIfEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::size_t kIfAnyBit = BPF_JMP | BPF_JSET | BPF_K;
constexpr std::size_t kAnswer = BPF_RET | BPF_K;

// The filter: a foreign architecture dies; then each call is compared in turn.
constexpr auto kFilter = [] {
  constexpr std::size_t kMappings = std::size(kMappingCalls);
  std::array<sock_filter, 4 + kMappings + std::size(kCalls) + 5> filter{};
  const std::size_t end = filter.size();
  const std::size_t allow = end - 1;
  const std::size_t refuse = end - 2;
  const std::size_t mapping = end - 4;
  std::size_t at = 0;
  filter[at++] = step(kLoad, offsetof(seccomp_data, arch));
  filter[at++] = step(kIfEqual, kArchitecture, 1, 0);
  filter[at++] = step(kAnswer, SECCOMP_RET_KILL_PROCESS);
  filter[at++] = step(kLoad, offsetof(seccomp_data, nr));
  for (const long call : kMappingCalls) {
    filter[at] = step(kIfEqual, static_cast<std::size_t>(call), mapping - at - 1);
    ++at;
  }
  for (const long call : kCalls) {
    filter[at] = step(kIfEqual, static_cast<std::size_t>(call), allow - at - 1);
    ++at;
  }
  filter[at++] = step(kAnswer, SECCOMP_RET_ERRNO | EPERM);
  filter[at++] = step(kLoad, offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t));
  filter[at] = step(kIfAnyBit, PROT_EXEC, refuse - at - 1, allow - at - 1);
  ++at;
  filter[at++] = step(kAnswer, SECCOMP_RET_ERRNO | EPERM);
  filter[at++] = step(kAnswer, SECCOMP_RET_ALLOW);
  return filter;
}();

base::Error fault(const char* what) {
  return {base::ErrorKind::kInternal, "The decoder could not be locked in.",
          std::string(what) + ": " + std::generic_category().message(errno)};
}

bool bound(__rlimit_resource resource, rlim_t most) {
  const rlimit limit{.rlim_cur = most, .rlim_max = most};
  return ::setrlimit(resource, &limit) == 0;
}

}  // namespace

base::Status lock_in(core::Seconds cpu) {
  constexpr rlim_t kMostMemoryBytes = 1U << 30U;
  const bool bounded = bound(RLIMIT_CPU, static_cast<rlim_t>(std::ceil(cpu.count()))) &&
                       (kShadowed || bound(RLIMIT_DATA, kMostMemoryBytes)) &&
                       (kShadowed || bound(RLIMIT_NOFILE, 0)) && bound(RLIMIT_NPROC, 0) &&
                       bound(RLIMIT_FSIZE, 0) && bound(RLIMIT_CORE, 0);
  if (!bounded) return fault("setrlimit");
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return fault("PR_SET_DUMPABLE");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fault("PR_SET_NO_NEW_PRIVS");
  auto filter = kFilter;
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()),
                           .filter = filter.data()};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) return fault("seccomp");
  return {};
}

}  // namespace dragoman::media

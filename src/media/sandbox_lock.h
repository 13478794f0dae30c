#pragma once

#include "base/result.h"
#include "core/time.h"

namespace dragoman::media {

/// Locks this process in, for good: no new file, socket, process or program; memory that cannot be
/// executed; bounds on memory and on CPU time. What is open stays open. Must be called while there
/// is one thread. Errors: kInternal (the kernel has no seccomp filters).
///
/// How: setrlimit, PR_SET_NO_NEW_PRIVS, and a seccomp-bpf filter of what reading and writing an
/// open socket, memory and leaving need; all other system calls fail with EPERM (seccomp(2)).
[[nodiscard]] base::Status lock_in(core::Seconds cpu);

}  // namespace dragoman::media

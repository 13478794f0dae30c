#pragma once

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace dragoman::engines::llama {

/// While one lives, what its thread allocates counts as no leak: libmtmd loses what it has loaded
/// where it refuses a file late, and a context that a fault of the library went through is given up
/// and not freed (library.h).
class GivenUp {
#ifdef __SANITIZE_ADDRESS__
  const __lsan::ScopedDisabler lost_;
#endif
};

}  // namespace dragoman::engines::llama

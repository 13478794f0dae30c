#include "base/cpu.h"

namespace dragoman::base {

#if defined(__x86_64__)

VectorLevel vector_level() {
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
                    __builtin_cpu_supports("bmi2") != 0;
  if (!avx2) return VectorLevel::kBaseline;
  const bool avx512 =
      __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512cd") != 0 &&
      __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
      __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vbmi") != 0 &&
      __builtin_cpu_supports("avx512vnni") != 0;
  return avx512 ? VectorLevel::kAvx512 : VectorLevel::kAvx2;
}

bool has_avx512_vnni() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
}

#else

VectorLevel vector_level() { return VectorLevel::kBaseline; }

bool has_avx512_vnni() { return false; }

#endif

}  // namespace dragoman::base

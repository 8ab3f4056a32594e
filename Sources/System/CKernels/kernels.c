#include "kernels.h"

#include <stdbool.h>

extern const kernel_set kernels_plain;
#if defined(__x86_64__)
extern const kernel_set kernels_avx2;
extern const kernel_set kernels_avx512;
#endif

kernel_level kernel_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return kernel_avx512;
  if (avx2) return kernel_avx2;
#endif
  return kernel_plain;
}

const kernel_set *kernel_set_at(kernel_level level) {
  if (level > kernel_best_level()) return NULL;
  switch (level) {
#if defined(__x86_64__)
    case kernel_avx512: return &kernels_avx512;
    case kernel_avx2: return &kernels_avx2;
#endif
    default: return &kernels_plain;
  }
}

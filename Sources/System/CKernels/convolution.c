#define _DEFAULT_SOURCE
#include "convolution.h"

#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "convolution_layout.h"

extern const conv_kernel_set conv_kernels_plain;
#if defined(__x86_64__)
extern const conv_kernel_set conv_kernels_avx2;
extern const conv_kernel_set conv_kernels_avx512;
#endif

const conv_kernel_set *conv_kernel_set_at(kernel_level level) {
  if (level > kernel_best_level()) return NULL;
#if defined(__x86_64__)
  if (level == kernel_avx512) return &conv_kernels_avx512;
  if (level == kernel_avx2) return &conv_kernels_avx2;
#endif
  return &conv_kernels_plain;
}

size_t conv_spectrum_floats(const conv_shape *s) { return (size_t)ALL_POINTS * s->inputs * s->outputs; }
size_t conv_gradient_floats(const conv_shape *s) { return (size_t)ALL_POINTS * padded_inputs(s) * s->outputs; }
size_t conv_scratch_floats(const conv_shape *s) { return scratch_floats(s); }

float *conv_allocate(size_t floats) {
  const size_t page = (size_t)1 << 21, bytes = floats * sizeof(float);
  const size_t alignment = bytes >= page ? page : 64;
  float *p = aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
#if defined(MADV_HUGEPAGE)
  // Only a hint: the columns of a transform lie on more pages than the processor's tables hold small ones.
  if (p && bytes >= page) madvise(p, bytes / page * page, MADV_HUGEPAGE);
#endif
  for (size_t i = 0; p && i < floats; ++i) p[i] = 0;
  return p;
}

void conv_release(float *p) { free(p); }

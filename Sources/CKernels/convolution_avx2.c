// The convolution for processors with avx2, fma.
#if defined(__x86_64__)
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "convolution.h"
#include "convolution_layout.h"
#include "convolution_sweep.h"

#define LANES 8  // floats in a vector
#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

typedef float vector __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t integers __attribute__((vector_size(LANES * 4), aligned(4)));

INLINE vector load(const float *p) { return *(const vector *)p; }
INLINE void store(float *p, vector v) { *(vector *)p = v; }
INLINE vector splat(float f) { return f - (vector){0}; }

#include "convolution_fourier.inc"
#include "convolution_product.inc"
#include "convolution.inc"
#include "convolution_gradient.inc"
#pragma clang attribute pop

const conv_kernel_set conv_kernels_avx2 = {
    .level = kernel_avx2,
    .transform = transform,
    .transform_transposed = transform_transposed,
    .apply = apply,
    .equilibrium = equilibrium,
    .adjoint = adjoint,
    .gradient_add = gradient_add,
    .gradient_finish = gradient_finish,
};
#endif
